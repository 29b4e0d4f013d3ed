#!lua flags=allow-oom
-- Cancels waiting jobs at once (scheduled, pending, retrying -> cancelled) and asks the holders of running ones.
-- The id of a pending job stays where it stands until a claim, an adoption or a salvage drops it: `stale` lists it.
--
-- KEYS: meta scheduled cancelled cancelling stats watched stale
-- ARGV: clock {id}…  1 to 1000
-- CHANGES: status, scheduled, cancelled, run (reason, finishedAt), stale, stats.cancelled, events, or cancelling; publishes
--          the end of watched ids, and `wake` "changed" when a holder is asked
-- ANSWERS: {id status-found word}…  status-found: '' for an unknown id; word: cancelled | asked | refused
-- COST: about 5 µs a job; repeatable

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/events
--- @include lib/run
--- @include lib/watched

local scheduled, cancelled, cancelling = KEYS[2], KEYS[3], KEYS[4]
local stats, watched, stale = KEYS[5], KEYS[6], KEYS[7]

-- Read and check.
redis.call('ZCARD', scheduled)
redis.call('ZCARD', cancelled)
redis.call('SCARD', cancelling)
redis.call('SCARD', stale)
local ids = {}
for at = 2, #ARGV do
  ids[#ids + 1] = ARGV[at]
end
local statuses = statuses_of(ids)
local answer, ended, from, asked, writes, seen = {}, {}, {}, {}, {}, {}
for i = 1, #ids do
  local id, status = ids[i], statuses[i]
  local word = 'refused'
  if status == 'pending' or status == 'scheduled' or status == 'retrying' then
    word = 'cancelled'
    if not seen[id] then
      seen[id] = true
      ended[#ended + 1] = id
      from[#ended] = status
      writes[#writes + 1] = status_key(id)
      writes[#writes + 1] = 'cancelled'
    end
  elseif status == 'in-progress' then
    word = 'asked'
    asked[#asked + 1] = id
  elseif status == 'cancelled' then
    word = 'cancelled'
  end
  answer[3 * i - 2], answer[3 * i - 1], answer[3 * i] = id, status or '', word
end
local awaited = watched_among(watched, ended)

-- Write.
mset(writes)
for i = 1, #ended do
  if from[i] == 'pending' then
    redis.call('SADD', stale, ended[i])
  else
    redis.call('ZREM', scheduled, ended[i])
  end
  redis.call('ZADD', cancelled, whole(now), ended[i])
  tell_run(ended[i], 'reason', 'cancelled while it was ' .. from[i], 'finishedAt', whole(now))
end
call_sliced('SADD', cancelling, asked)
count(stats, 'cancelled', #ended)
tell_events('cancelled', ended)
tell_finished(watched, awaited)
if #asked > 0 then
  redis.pcall('PUBLISH', base .. 'wake', 'changed')
end
return answer
