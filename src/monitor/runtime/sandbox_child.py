"""A parser process: reads questions from standard input, answers on standard output, until the end.

Run as `python -m monitor.runtime.sandbox_child CPU_SECONDS MEMORY_BYTES`. It has no secrets in its
environment, may not write files, and the kernel ends it when it takes too much (IN-01).
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from typing import BinaryIO

from monitor.core.parse import parse
from monitor.model import ParsedFeed, ParseFailed
from monitor.runtime.wire import HEAD, Question, pack_answer, unpack_question

MAX_ANSWERS = 2_000  # then a fresh process takes over: what a parser leaks stays small
MAX_RSS_KIB = 250_000  # a process that grew beyond that gives its memory back by ending


def main(cpu_seconds: int, memory_bytes: int) -> None:
    """Answer until standard input ends, or this process is worn out."""
    questions, answers = _own_channels()
    _limit(memory_bytes)
    for count in range(1, MAX_ANSWERS + 1):
        question = _next(questions)
        if question is None:
            return
        _allow_cpu(cpu_seconds)
        answer = _answer(question)
        last = count == MAX_ANSWERS or _rss_kib() > MAX_RSS_KIB
        answers.write(pack_answer(answer, last=last))
        answers.flush()
        if last:
            return


def _own_channels() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for the frames; whatever else prints goes nowhere."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for channel in (0, 1, 2):
        os.dup2(nowhere, channel)
    return questions, answers


def _limit(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _allow_cpu(seconds: int) -> None:
    """Give this answer so much CPU time from now on; SIGXCPU ends the process after that."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


def _rss_kib() -> int:
    """Return the memory held now; 0 where the system does not say.

    Not `ru_maxrss`: a new process begins with its parent's, so that a large parent would have
    every worker end after one answer.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize() // 1024


def _next(questions: BinaryIO) -> Question | None:
    head = questions.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    about, body = HEAD.unpack(head)
    return unpack_question(questions.read(about), questions.read(body))


def _answer(question: Question) -> ParsedFeed | ParseFailed:
    try:
        return parse(*question)
    except MemoryError:
        return ParseFailed(reason="parser_killed", detail="the parser ran out of memory")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
