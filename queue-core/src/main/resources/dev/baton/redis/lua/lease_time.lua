#!lua flags=allow-oom
-- How long leases of a queue stand, if whoever claims says nothing else: looks, or sets it.
--
-- KEYS: meta
-- ARGV: clock lease-ms  lease-ms: '' to look only
-- CHANGES: meta.lease, meta.format once
-- ANSWERS: lease-ms  '' if none was set
-- COST: two commands; repeatable

--- @include lib/keys
--- @include lib/clock
--- @include lib/format

local meta, lease = KEYS[1], ARGV[2]
local refusal, first_use = wrong_format(meta)
if refusal then
  return refusal
end
if lease == '' then
  return redis.call('HGET', meta, 'lease') or ''
end
if first_use then
  redis.call('HSET', meta, 'format', FORMAT)
end
redis.call('HSET', meta, 'lease', lease)
return lease
