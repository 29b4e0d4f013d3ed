#!lua flags=allow-oom
-- The holder lets a job be cancelled, for it was asked to, or because its handler says so: in-progress -> cancelled.
--
-- KEYS: meta processing cancelled stats cancelling watched tries
-- ARGV: clock {entry reason}…  1 to 1000 jobs
-- CHANGES: the entry, status, tries (only its fence), run (reason, finishedAt), cancelled, stats.cancelled, events;
--          publishes the end of watched ids
-- ANSWERS: {id word}…  word: recorded | the status found | unknown
-- COST: about 8 µs a job; repeatable, a second copy answers "cancelled"

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/events
--- @include lib/hand
--- @include lib/tries
--- @include lib/run
--- @include lib/asked
--- @include lib/watched
--- @include lib/settle

local list, cancelled, stats = KEYS[2], KEYS[3], KEYS[4]
local cancelling, watched, tries = KEYS[5], KEYS[6], KEYS[7]

-- Read and check.
redis.call('ZCARD', cancelled)
local look, endings = read_endings(list, cancelling, tries, 2, 2)
local writes, noted, index, ids, asked = {}, {}, {}, {}, {}
for n = 1, #endings do
  local ending = endings[n]
  if ending.asked then
    asked[ending.id] = true
    ending.asked = false
  end
  if ending.held then
    ids[#ids + 1] = ending.id
    index[#index + 1] = whole(now)
    index[#index + 1] = ending.id
    writes[#writes + 1] = status_key(ending.id)
    writes[#writes + 1] = 'cancelled'
    note_tries(noted, ending.id, ending.failures, ending.crashes, ending.fence, ending.once)
  end
end
local awaited = watched_among(watched, ids)

-- Write.
let_go(list, look)
mset(writes)
call_sliced('HSET', tries, noted)
call_sliced('ZADD', cancelled, index)
for n = 1, #endings do
  if endings[n].held then
    tell_run(endings[n].id, 'reason', ARGV[endings[n].at + 1], 'finishedAt', whole(now))
  end
end
forget_asked(cancelling, asked)
count(stats, 'cancelled', #ids)
tell_events('cancelled', ids)
tell_finished(watched, awaited)
return answer_endings(endings)
