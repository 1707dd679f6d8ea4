"""A controller as a process: what it is to send comes as hexadecimal lines, what it hears goes out as such, behind the
time at which it came, CLOCK_MONOTONIC in nanoseconds. It ends with its standard input, or is killed, as a cable is
pulled."""

import sys
import time

import rtmidi

name = sys.argv[1]
out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name=name)
out.open_virtual_port("midi")
lamps = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=name)
lamps.open_virtual_port("lights")
lamps.ignore_types(timing=False)
lamps.set_callback(lambda event, _data: print(time.monotonic_ns(), bytes(event[0]).hex(), flush=True))
print("ready", flush=True)
for line in sys.stdin:
    out.send_message(bytes.fromhex(line))
