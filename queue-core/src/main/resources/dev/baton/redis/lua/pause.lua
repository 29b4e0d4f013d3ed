#!lua flags=allow-oom
-- Pauses or resumes the queue: while it is paused nothing is claimed from it. Enqueues, outcomes and promotes go on.
--
-- KEYS: meta
-- ARGV: clock wish  1 pause | 0 resume
-- CHANGES: meta.paused (since when, ms), events; publishes `wake` "changed"
-- ANSWERS: changed | unchanged
-- COST: O(1); repeatable

--- @include lib/keys
--- @include lib/clock
--- @include lib/events

local meta, changed = KEYS[1], nil
if ARGV[2] == '1' then
  changed = redis.call('HSETNX', meta, 'paused', whole(now))
else
  changed = redis.call('HDEL', meta, 'paused')
end
if changed == 1 then
  redis.pcall('PUBLISH', base .. 'wake', 'changed')
  if is_listened() then
    tell_line('queue', ARGV[2] == '1' and 'paused' or 'resumed')
  end
end
return changed == 1 and 'changed' or 'unchanged'
