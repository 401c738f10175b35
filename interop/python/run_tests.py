"""Runs the tests of this folder and prints a line for each: `ok` or `FAIL`, and its promise."""

import os
import sys
import unittest


class Lines(unittest.TestResult):
    """One line for each test, and why if it failed."""

    def addSuccess(self, test):
        print(f"ok    {promise(test)}", flush=True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._fail(test, self.failures)

    def addError(self, test, err):
        super().addError(test, err)
        self._fail(test, self.errors)

    def _fail(self, test, kept):
        print(f"FAIL  {promise(test)}\n{kept[-1][1]}", flush=True)


def promise(test):
    """`GetUser: gives the user`, of a test in class GetUser with that docstring."""
    return f"{type(test).__name__}: {test.shortDescription() or test.id()}"


folder = os.path.dirname(os.path.abspath(__file__))
result = Lines()
unittest.defaultTestLoader.discover(folder, pattern="test_*.py").run(result)
sys.exit(0 if result.testsRun > 0 and result.wasSuccessful() else 1)
