"""What infra/template.yaml describes, running in one process: tables, buckets, gateway, streams, schedules, functions.

    template ──► stack ──► database   tables in moto (or at any other DynamoDB endpoint)
                   ├─────► services   buckets and groups of schedules in moto
                   ├─────► lambda_functions   handlers, each with its own environment
                   ├─────► lambda_pool        or their artifacts under Lambda's runtime: artifacts, lambda_runtime
                   ├─────► roles      what each of them may ask of AWS: asked ──► policies ──► refused, or done
                   └─────► routes, sources
    HTTP ──► serving ──► gateway ──► routes, events ──► lambda_functions ──► answers ──► HTTP
    table ──► streams ──► following ──► filters, sources ──► lambda_functions
    time ──► clock ──► schedules that are due ──► lambda_functions
    lambda_functions ──► faults ──► database, services     where `--fault` has AWS go wrong

`cloud` puts them together; `background` keeps streams and clock going; `running` tells other processes that a local
blog is there.
"""
