#!lua flags=allow-oom
-- The holder ends the job for good: in-progress -> dead. The record and its history are kept for a replay.
--
-- KEYS: meta processing dead stats cancelling watched tries
-- ARGV: clock {entry counted reason failure}…  1 to 1000 jobs
--       counted: 1 an attempt failed | 0 it never started; reason: words; failure: JSON for people
-- CHANGES: the entry, status, tries, run (failure.<attempt>, reason, finishedAt), dead, stats.dead, events; publishes the
--          end of watched ids
-- ANSWERS: {id word}…  word: recorded | the status found | unknown
-- COST: about 10 µs a job; repeatable, a second copy answers "dead"

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

local list, dead, stats = KEYS[2], KEYS[3], KEYS[4]
local cancelling, watched, tries = KEYS[5], KEYS[6], KEYS[7]

-- Read and check.
redis.call('ZCARD', dead)
local look, endings = read_endings(list, cancelling, tries, 2, 4)
local writes, noted, index, ids, asked = {}, {}, {}, {}, {}
for n = 1, #endings do
  local ending = endings[n]
  if ending.asked then
    asked[ending.id] = true
    ending.asked = false -- dead is as final as cancelled, and tells more
  end
  if ending.held then
    ids[#ids + 1] = ending.id
    index[#index + 1] = whole(now)
    index[#index + 1] = ending.id
    writes[#writes + 1] = status_key(ending.id)
    writes[#writes + 1] = 'dead'
    note_tries(noted, ending.id, ending.failures + tonumber(ARGV[ending.at + 1]), ending.crashes, ending.fence, ending.once)
  end
end
local awaited = watched_among(watched, ids)

-- Write.
let_go(list, look)
mset(writes)
call_sliced('HSET', tries, noted)
call_sliced('ZADD', dead, index)
for n = 1, #endings do
  local ending = endings[n]
  if ending.held then
    local attempt = ending.failures + ending.crashes + 1
    tell_run(ending.id, 'failure.' .. attempt, ARGV[ending.at + 3],
      'reason', ARGV[ending.at + 2], 'finishedAt', whole(now))
  end
end
forget_asked(cancelling, asked)
count(stats, 'dead', #ids)
tell_events('dead', ids)
tell_finished(watched, awaited)
return answer_endings(endings)
