import subprocess
from pathlib import Path


def test_the_pure_modules_of_the_plan_page_hold():
    script = Path(__file__).with_name("plan_page.test.js")
    done = subprocess.run(["node", "--test", str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
