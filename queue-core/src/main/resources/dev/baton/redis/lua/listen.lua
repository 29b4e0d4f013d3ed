#!lua flags=allow-oom
-- Somebody listens: for so long from now on, transitions tell what becomes of jobs. The stream goes with the last listener,
-- by its expiry.
--
-- KEYS: meta events
-- ARGV: clock listen-ms  at most a day
-- CHANGES: meta.events (until when, ms; never nearer than it was), and the expiry of `events`; if there is none, it is made,
--          with one line, "queue listened"
-- ANSWERS: last   the id of the latest line
-- COST: O(1); repeatable

--- @include lib/keys
--- @include lib/clock

local meta, events = KEYS[1], KEYS[2]
local LONGEST_MS = 86400000

-- Read and check.
local until_ = now + tonumber(ARGV[2])
local before = tonumber(redis.call('HGET', meta, 'events') or 0) or 0
if before > until_ and before <= now + LONGEST_MS then -- else it was written by hand
  until_ = before
end
local last = redis.call('XREVRANGE', events, '+', '-', 'COUNT', 1)[1]

-- Write.
redis.call('HSET', meta, 'events', whole(until_))
local position = last and last[1] or redis.call('XADD', events, '*', 'queue', 'listened')
redis.call('PEXPIRE', events, whole(until_ - now))
return { position }
