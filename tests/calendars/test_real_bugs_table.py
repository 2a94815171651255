"""Every bug of other programs that this one guards against has a test that names it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = [
    "sync/test_real_bugs.py",
    "sync/test_real_bugs_crash.py",
    "stores/test_caldav.py",
    "test_real_bugs_reading.py",
]
THREAD = re.compile(r"[\w.-]+/[\w.-]+#\d+")
# of each bug: the threads in which people told of it
BUGS = {
    "If-Match of the wrong version": "aluxnimm/outlookcaldavsynchronizer#442",
    "lost memory": "aluxnimm/outlookcaldavsynchronizer#485 t4t5/caldir#48",
    "copies of one UID": "pimutils/vdirsyncer#1140 pimutils/vdirsyncer#1093 pimutils/vdirsyncer#172",
    "emptied side": "pimutils/vdirsyncer#42 pimutils/vdirsyncer#694 pimutils/vdirsyncer#1099",
    "component that a server does not keep": "pimutils/vdirsyncer#1074",
    "edit against deletion": "pimutils/vdirsyncer#128",
    "409": "pimutils/vdirsyncer#963 pimutils/vdirsyncer#964",
    "one 404 among many": "AvengeMedia/dankcalendar#108",
    "no ETag": "lfos/calcurse#470",
    "first sync": "lfos/calcurse#232",
    "edit to another href": "nextcloud/calendar#3550",
    "412": "bitfireAT/davx5-ose#897",
    "412 on what is gone": "bitfireAT/davx5-ose#2739",
    "refused entry": "bitfireAT/davx5-ose#1459",
    "trash": "nextcloud/server#30096 nextcloud/calendar#4091 nextcloud/calendar#4412 nextcloud/server#34375 nextcloud/server#61881",
    "refused deletion": "nextcloud/server#42582 python-caldav/caldav#371",
    "move": "nextcloud/calendar#4735",
    "token after a deletion": "python-caldav/caldav#183 python-caldav/caldav#234",
    "invalid token": "Kozea/Radicale#1479 Kozea/Radicale#825 Kozea/Radicale#1049 sabre-io/dav#1490",
    "crash of the host": "Kozea/Radicale#1573",
    "override with a rule": "SimpleMobileTools/Simple-Calendar#1538 etesync/etesync-dav#112",
    "RECURRENCE-ID in UTC": "linagora/twake-calendar-frontend#819",
    "split: exceptions": "tine20/tine20#6697",
    "split: the day itself": "ulsklyc/yuvomi#1269 SimpleMobileTools/Simple-Calendar#2126",
    "EXDATE": "nextcloud/server#44600 DouglasdeMoura/chroncal#221 mguessan/davmail#87 jens-maus/node-ical#456",
    "UNTIL": "jelmer/xandikos#571 nextcloud/calendar#5326 mangstadt/biweekly#10",
    "change of clocks": "pimutils/khal#755 etesync/etesync-web#200 phw198/OutlookGoogleCalendarSync#506",
    "names of zones": "home-assistant/core#179613 runely/calendar-homey#680 derekantrican/GAS-ICS-Sync#254 pimutils/vdirsyncer#467",
    "whole days": "x3me/omacal#44 SimpleMobileTools/Simple-Calendar#246 SimpleMobileTools/Simple-Calendar#987 "
    "alextselegidis/easyappointments#1626",
    "no rest": "aluxnimm/outlookcaldavsynchronizer#463 aluxnimm/outlookcaldavsynchronizer#116 "
    "aluxnimm/outlookcaldavsynchronizer#214 ridafkih/keeper.sh#875 calcom/cal.diy#18060 calcom/cal.diy#7796 calcom/cal.diy#5749",
    "stamp of the year one": "Intermesh/groupoffice#1523",
    "a copy each day": "phw198/OutlookGoogleCalendarSync#2290",
    "href and UID": "nemomobile/buteo-sync-plugin-caldav#25",
    "RANGE": "niccokunzmann/python-recurring-ical-events#75 niccokunzmann/python-recurring-ical-events#222 ical-org/ical.net#455",
    "OC-ETag": "nextcloud/server#14103",
}


def documented() -> Iterator[tuple[str, str]]:
    """Yield (name, docstring) of every test of the files."""
    for name in FILES:
        tree = ast.parse((HERE / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"{name}::{node.name}", ast.get_docstring(node) or ""


@pytest.mark.parametrize("bug", BUGS)
def test_every_thread_has_a_test_that_names_it(bug: str) -> None:
    named = {thread for _name, text in documented() for thread in THREAD.findall(text)}
    assert set(BUGS[bug].split()) <= named


def test_every_test_of_a_bug_names_its_thread_and_says_what_was_lost() -> None:
    known = {thread for threads in BUGS.values() for thread in threads.split()}
    for name, text in documented():
        threads = THREAD.findall(text)
        if not name.startswith("stores/"):
            assert threads, name
        assert set(threads) <= known, name
        if threads:
            told = THREAD.sub("", text).strip(" ,:\n")
            assert len(told.split()) >= 5, name


def test_there_are_thirty_and_the_others() -> None:
    assert len(BUGS) >= 30
