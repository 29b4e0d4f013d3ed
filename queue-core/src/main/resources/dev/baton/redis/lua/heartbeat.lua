#!lua flags=allow-oom
-- The proof of life of one incarnation, and what it should know. An expired incarnation is not renewed, but learns as
-- much: what it still runs may finish if its entry stands.
--
-- KEYS: meta workers scheduled pending cancelling processing-0 processing-1 processing-2 processing-3
-- ARGV: clock worker expiry-ms
-- CHANGES: workers (only if live)
-- ANSWERS: verdict now paused next-due pending-length {element}… {element}… {element}… {element}… {id to cancel}… expired-workers
--          verdict: live | expired; paused: 0 | 1; next-due: ms or ''; elements: of each lane, left to right;
--          expired-workers: how many incarnations are expired, holding something or not
-- COST: reads what the worker holds, at most about a thousand short elements a lane; the answer is a hint, for it may be
--       older than a claim or a completion

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/hand
--- @include lib/live
--- @include lib/asked

local meta, workers, scheduled, pending, cancelling = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local worker = ARGV[2]
local MOST = 2000

local live = is_live(workers, worker)
local paused = redis.call('HEXISTS', meta, 'paused')
local next_due, length = nil, 0
local lanes, claimed = { {}, {}, {}, {} }, {}
-- A thousand quiet queues have a thousand heartbeats and nothing to show: one question instead of six.
if redis.call('EXISTS', unpack(KEYS, 3)) > 0 then
  next_due = redis.call('ZRANGE', scheduled, 0, 0, 'WITHSCORES')[2]
  length = redis.call('LLEN', pending)
  for lane = 1, 4 do
    lanes[lane] = redis.call('LRANGE', KEYS[5 + lane], -MOST, -1)
    for i = 1, #lanes[lane] do
      local id, is_claimed = id_of(lanes[lane][i])
      if is_claimed then
        claimed[#claimed + 1] = id
      end
    end
  end
end
local asked = {}
for id in pairs(cancel_asked(cancelling, claimed)) do
  asked[#asked + 1] = id
end
if live then
  redis.call('ZADD', workers, 'XX', whole(now + tonumber(ARGV[3])), worker)
end
return {
  live and 'live' or 'expired', whole(now), whole(paused), next_due and whole(tonumber(next_due)) or '', whole(length),
  lanes[1], lanes[2], lanes[3], lanes[4], asked, whole(redis.call('ZCOUNT', workers, '-inf', whole(now))),
}
