#!lua flags=allow-oom
-- Makes due jobs pending: scheduled -> pending, retrying -> pending, earliest first, at the back.
--
-- KEYS: meta pending scheduled stats
-- ARGV: clock most  1 to 1000
-- CHANGES: scheduled, status, pending, stats.promoted, events; entries of jobs that wait no longer are dropped
-- ANSWERS: now promoted next-due   next-due: ms or ''
-- COST: about 4 µs a job; repeatable

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/events

local pending, scheduled, stats = KEYS[2], KEYS[3], KEYS[4]

-- Read and check.
redis.call('LLEN', pending)
local due = redis.call('ZRANGE', scheduled, '-inf', whole(now), 'BYSCORE', 'LIMIT', 0, ARGV[2])
local statuses = statuses_of(due)
local push, writes = {}, {}
for i = 1, #due do
  if statuses[i] == 'scheduled' or statuses[i] == 'retrying' then
    push[#push + 1] = due[i]
    writes[#writes + 1] = status_key(due[i])
    writes[#writes + 1] = 'pending'
  end
end

-- Write.
call_sliced('ZREM', scheduled, due)
mset(writes)
call_sliced('LPUSH', pending, push)
count(stats, 'promoted', #push)
tell_events('pending', push)
local next_due = redis.call('ZRANGE', scheduled, 0, 0, 'WITHSCORES')[2]
return { whole(now), whole(#push), next_due and whole(tonumber(next_due)) or '' }
