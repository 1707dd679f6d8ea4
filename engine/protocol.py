"""What the station's processes say to each other over their Unix sockets: one JSON document a line.

A request is ``{"id": n, "command": name, ...arguments}``; its answer is ``{"id": n, "ok": true, ...}`` or
``{"id": n, "ok": false, "error": message, "kind": name in engine.errors}``. A client that sent ``subscribe`` gets
every event from then on as ``{"event": name, ...}``, the whole state first; with ``only: [name, ...]`` those alone.
Where the sockets lie: engine.places.

engine
    commands: ``splice {change: Splice}`` → ``{horizon, end}`` once journalled; sent again by the same ``name`` it is
    answered and not applied again · ``programme {}`` → ``{frame, horizon, end, sample_rate, marks, clips, beats}`` ·
    ``safety {clip_pcm, gain_db, track, title, artist, beats_frames}`` ·
    ``aired {after: seq}`` → ``{records: [engine.journal.aired.Record], last}`` (ask again with the
    last ``seq`` until there are no more) · ``repair {frame}`` → ``{frame, rendered, exact}``: a reader found the block
    that holds ``frame`` damaged; when this is answered it is whole, and can be read from ``frame``, its first, on
    (``rendered`` false: it was whole already; ``exact`` false: what lies before it differs from what was rendered, so
    it may too). It takes some ten milliseconds; several asked at once wait for each other. A ``RingError`` says that
    the block stays damaged, and why: go on behind it · ``status {}`` · ``retire {ahead_seconds}`` →
    ``{frame, epoch}`` (render that far ahead of the clock and leave, for the engine that takes over: the head by now,
    and the CLOCK_MONOTONIC of frame 0 in ns) · a hand's, below
    events: ``programme`` (the whole state as above: on subscribe and after every splice, whoever made it), ``head
    {frame, horizon, end}`` (every few seconds, and at once when it is not where it was to be expected: engine.head),
    ``ladder {rung, at, why}``, ``aired {last}`` (there are new records, up to that ``seq``), ``hand`` (the state as
    below: on subscribe, when a hand did something, and to who named ``hand`` in ``only`` also while the automation
    moves; twenty a second at most)
a hand on the mix: commands of the engine too, answered at once, with ``{}`` unless said
    What they do begins at the next tick that is not mixed yet, some seven milliseconds behind the head. ``deck``: ``a``
    or ``b``; ``position``: 0..1 as the knob or the fader stands, 0.5 where an EQ or the filter does nothing (laws:
    engine.programme.controls).
    ``touch {deck, control, position}``: the hand has this one control from here on, all else stays the automation's;
    ``fader``, ``low``, ``mid``, ``high``, ``filter``, ``stem1`` to ``stem4``, or ``crossfader`` without a deck (at 0
    deck a alone)
    ``cue {deck}``: the deck's sound stops, its place runs on beneath (slip mode: what is planned, and the other deck,
    stay in time) · ``play {deck}``: it sounds again, in time
    ``nudge {deck, bend}``: while ``bend`` is not 0 the deck runs faster (1: by 2 %) or slower (-1), 2,048 frames ahead
    or behind at most; 0 lets go: the shift stays, and goes back behind the seam, within eight seconds
    ``skip {}``: what is announced next comes with the next phrase that it can
    ``hold {on: true}``: the track on air is not left, and goes round by phrases where it would end; ``on: false`` lets
    go, whoever held it
    ``hand_back {deck, control}``: the automation takes again what is named, whoever claimed it, in no less than a bar,
    and has it where a phrase ends; without both: everything, and the hold
    ``panic {}`` → ``{frame}``: the safety track from that frame on, at its level 4 ms behind it; with blocks of 5 ms
    that is 18 ms behind the head. Every claim and the hold are gone
    ``goodbye {}``: what this source claimed is handed back
    ``hand_state {}`` → ``{frame, a: {control: {position, automated, claimed, source}}, b, crossfader, hold, skips,
    panics, sources}``: where every control stands, ``play`` and ``nudge`` among them, as it sounds and as the
    automation alone would have it (soft takeover, lights)
    Each may carry ``source: name`` (a controller, a page): the last to touch a control has it. When a source says
    good-bye, or the last connection ends by which it asked something, what it claimed is handed back, and what it held
    is let go of; who names no source is the connection itself. An engine that comes back keeps claims for ten seconds:
    whoever asks something first, ``hand_state`` for instance, has them. A hold it does not keep: ask again.
    Touches are never refused for want of room: of what can't be sent at once the latest value of a control wins.
outputs
    commands: ``status {}`` → ``{outputs: [...]}`` · ``listeners {}`` → ``{listeners: [{number, key, start_frame,
    sent_frame, since, turn}]}``, everyone
    · ``hand_over {to}`` (answered at once; then everything goes to the socket at ``to``: engine.outputs.baggage)
    events: ``listeners {listeners, count, sent, behind}`` (those with a key, as above: on subscribe, and when the
    programme jumped) · ``tuned {came, left, count, sent, behind}`` (who came, as above, and by their numbers who left:
    on change, and once a second while someone listens; ``count``: connections, with or without a key; ``sent``: by
    turn, the ``sent_frame`` of everyone in it but those in ``behind: [(number, sent_frame)]``)
midi
    commands: ``status {}`` → ``{api, why, problems, controllers: [{name, port, heard, asked, lamps}], unknown, clock,
    engine, lost}``: which controllers are heard, why none is, which mappings are left out, inputs without one;
    ``clock {wanted, followers, bpm, delay_seconds, late_ms, pulses}``: who is told the beat, how long behind the
    station's clock, and the longest that a pulse came behind its time so far
planner
    commands: ``status {}``
    events: ``ballot``, ``match``, ``library``, ``decision``
web
    commands: ``status {}``
"""
