#!lua flags=allow-oom
-- The goodbye of an incarnation: it counts as expired from now on. Its name stays registered for a day, so that an id
-- that a forgotten BLMOVE brings into its lists later is still found.
--
-- KEYS: meta workers
-- ARGV: clock worker
-- CHANGES: workers
-- ANSWERS: left | unknown
-- COST: O(log workers); repeatable

--- @include lib/keys
--- @include lib/clock

local workers, worker = KEYS[2], ARGV[2]
local expiry = redis.call('ZSCORE', workers, worker)
if not expiry then
  return 'unknown'
end
if tonumber(expiry) > now then
  redis.call('ZADD', workers, 'XX', whole(now), worker)
end
return 'left'
