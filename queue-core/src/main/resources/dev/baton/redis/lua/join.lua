#!lua flags=allow-oom
-- Registers a new incarnation of a worker. An incarnation is never revived: a name that is known, live or expired, is
-- refused.
--
-- KEYS: meta workers
-- ARGV: clock worker expiry-ms
-- CHANGES: workers, meta.format once
-- ANSWERS: joined | known
-- COST: O(log workers)

--- @include lib/keys
--- @include lib/clock
--- @include lib/format

local meta, workers, worker = KEYS[1], KEYS[2], ARGV[2]
local refusal, first_use = wrong_format(meta)
if refusal then
  return refusal
end
if redis.call('ZSCORE', workers, worker) then
  return 'known'
end
if first_use then
  redis.call('HSET', meta, 'format', FORMAT)
end
redis.call('ZADD', workers, whole(now + tonumber(ARGV[3])), worker)
return 'joined'
