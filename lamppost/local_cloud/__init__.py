"""What infra/template.yaml describes, running in one process: table, gateway, functions.

    template ──► stack ──► database   tables in moto (or any other DynamoDB endpoint)
                   ├─────► lambda_functions   handlers, each with its own environment
                   └─────► routes
    HTTP ──► serving ──► gateway ──► routes, events ──► lambda_functions ──► answers ──► HTTP

`cloud` puts them together; `running` tells other processes that a local blog is there.
"""
