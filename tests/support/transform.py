"""AWS's own transform of SAM's resources, offline: `python transform.py TEMPLATE` prints CloudFormation's JSON.

Runs in SAM's environment, not in that of the tests: the translator comes with SAM.
"""

import json
import sys
from pathlib import Path

from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

# No managed policy is named in our template, so none has to be looked up in an account.
_MANAGED_POLICIES: dict[str, str] = {}

template = yaml_parse(Path(sys.argv[1]).read_text(encoding="utf-8"))
json.dump(Translator(_MANAGED_POLICIES, Parser()).translate(template, {}), sys.stdout)
