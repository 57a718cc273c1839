"""What goes wrong with AWS, at a switch: `lamppost serve --fault …`.

    switches   what `--fault` takes, and what is wrong with it
    board      which faults are on now; by chance, whether a request meets one
    endpoint   an HTTP proxy before the AWS of this machine, which the functions are led to: there their requests are
               refused, slow, cut off, or the last thing that a function does
    refusals   the words in which DynamoDB and the other services refuse
    clock      a wrong clock for the functions
    poison     a record that nobody can read
    disturbed  all of that around the functions of one cloud

What happens at an endpoint is real to the functions: status, error, a silent or a broken connection, botocore's own
retries. It is the same for functions in this process, for those in other processes, and before any database.
"""
