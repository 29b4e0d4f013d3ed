#!lua flags=allow-oom
-- The holder's attempt failed and counts; the job waits for its next one: in-progress -> retrying.
-- A job whose cancellation was asked for meanwhile is cancelled instead.
--
-- KEYS: meta processing scheduled stats cancelling cancelled watched tries
-- ARGV: clock {entry delay-ms failure}…  1 to 1000 jobs; failure: JSON for people
-- CHANGES: the entry, status, tries (failures + 1), run (failure.<attempt>, the last 20), scheduled, stats.retried,
--          events; publishes `wake` "due <ms>" when one of them is the next one due
-- ANSWERS: {id word}…  word: recorded | conceded | the status found | unknown
-- COST: about 10 µs a job; repeatable, a second copy answers "retrying"

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

local list, scheduled, stats = KEYS[2], KEYS[3], KEYS[4]
local cancelling, cancelled, watched, tries = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local FAILURES_KEPT = 20

-- Read and check.
redis.call('ZCARD', cancelled)
redis.call('ZCARD', watched)
local first_due = redis.call('ZRANGE', scheduled, 0, 0, 'WITHSCORES')[2]
local look, endings = read_endings(list, cancelling, tries, 2, 3)
local writes, noted, delay, ids, next_due = {}, {}, {}, {}, nil
for n = 1, #endings do
  local ending = endings[n]
  if ending.held and not ending.asked then
    local due_at = now + tonumber(ARGV[ending.at + 1])
    if not next_due or due_at < next_due then
      next_due = due_at
    end
    delay[#delay + 1] = whole(due_at)
    delay[#delay + 1] = ending.id
    ids[#ids + 1] = ending.id
    writes[#writes + 1] = status_key(ending.id)
    writes[#writes + 1] = 'retrying'
    note_tries(noted, ending.id, ending.failures + 1, ending.crashes, ending.fence, ending.once)
  end
end

-- Write.
let_go(list, look)
mset(writes)
call_sliced('HSET', tries, noted)
call_sliced('ZADD', scheduled, delay)
for n = 1, #endings do
  local ending = endings[n]
  if ending.held and not ending.asked then
    local attempt = ending.failures + ending.crashes + 1
    tell_run(ending.id, 'failure.' .. attempt, ARGV[ending.at + 2])
    if attempt > FAILURES_KEPT then
      redis.call('HDEL', run_key(ending.id), 'failure.' .. (attempt - FAILURES_KEPT), 'crash.' .. (attempt - FAILURES_KEPT))
    end
  end
end
count(stats, 'retried', #ids)
tell_events('retrying', ids)
concede_asked(endings, cancelled, cancelling, tries, stats, watched)
if next_due and (not first_due or next_due < tonumber(first_due)) then
  redis.pcall('PUBLISH', base .. 'wake', 'due ' .. whole(next_due))
end
return answer_endings(endings)
