"""What the station's processes say to each other over their Unix sockets: one JSON document a line.

A request is ``{"id": n, "command": name, ...arguments}``; its answer is ``{"id": n, "ok": true, ...}`` or
``{"id": n, "ok": false, "error": message, "kind": name in engine.errors}``. A client that sent ``subscribe`` gets
every event from then on as ``{"event": name, ...}``, the whole state first; with ``only: [name, ...]`` those alone.
Where the sockets lie: engine.places.

engine
    commands: ``splice {change: Splice}`` → ``{horizon, end}`` once journalled; sent again by the same ``name`` it is
    answered and not applied again · ``programme {}`` → ``{frame, horizon, end, sample_rate, marks, clips}`` ·
    ``safety {clip_pcm, gain_db, track, title, artist, beats_frames}`` ·
    ``aired {after: seq}`` → ``{records: [engine.journal.aired.Record], last}`` (ask again with the
    last ``seq`` until there are no more) · ``repair {frame}`` → ``{frame, rendered, exact}``: a reader found the block
    that holds ``frame`` damaged; when this is answered it is whole, and can be read from ``frame``, its first, on
    (``rendered`` false: it was whole already; ``exact`` false: what lies before it differs from what was rendered, so
    it may too). It takes some ten milliseconds; several asked at once wait for each other. A ``RingError`` says that
    the block stays damaged, and why: go on behind it · ``status {}`` · ``retire {ahead_seconds}`` →
    ``{frame, epoch}`` (render that far ahead of the clock and leave, for the engine that takes over: the head by now,
    and the CLOCK_MONOTONIC of frame 0 in ns)
    events: ``programme`` (the whole state as above: on subscribe and after every splice, whoever made it), ``head
    {frame, horizon, end}`` (every few seconds, and at once when it is not where it was to be expected: engine.head),
    ``ladder {rung, at, why}``, ``aired {last}`` (there are new records, up to that ``seq``)
outputs
    commands: ``status {}`` → ``{outputs: [...]}`` · ``listeners {}`` → ``{listeners: [{number, key, start_frame,
    sent_frame, since, turn}]}``, everyone
    · ``hand_over {to}`` (answered at once; then everything goes to the socket at ``to``: engine.outputs.baggage)
    events: ``listeners {listeners, count, sent, behind}`` (those with a key, as above: on subscribe, and when the
    programme jumped) · ``tuned {came, left, count, sent, behind}`` (who came, as above, and by their numbers who left:
    on change, and once a second while someone listens; ``count``: connections, with or without a key; ``sent``: by
    turn, the ``sent_frame`` of everyone in it but those in ``behind: [(number, sent_frame)]``)
planner
    commands: ``status {}``
    events: ``ballot``, ``match``, ``library``, ``decision``
web
    commands: ``status {}``
"""
