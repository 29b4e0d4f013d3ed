#!lua flags=allow-oom
-- The holder puts the job off; nothing is counted: in-progress -> scheduled.
-- A job whose cancellation was asked for meanwhile is cancelled instead.
--
-- KEYS: meta processing scheduled stats cancelling cancelled watched tries
-- ARGV: clock {entry delay-ms}…  1 to 1000 jobs
-- CHANGES: the entry, status, tries (only its fence), scheduled, stats.snoozed, events; publishes `wake` "due <ms>" when one of
--          them is the next one due
-- ANSWERS: {id word}…  word: recorded | conceded | the status found | unknown
-- COST: about 6 µs a job; repeatable, a second copy answers "scheduled"

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

-- Read and check.
redis.call('ZCARD', cancelled)
redis.call('ZCARD', watched)
local first_due = redis.call('ZRANGE', scheduled, 0, 0, 'WITHSCORES')[2]
local look, endings = read_endings(list, cancelling, tries, 2, 2)
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
    writes[#writes + 1] = 'scheduled'
    note_tries(noted, ending.id, ending.failures, ending.crashes, ending.fence, ending.once)
  end
end

-- Write.
let_go(list, look)
mset(writes)
call_sliced('HSET', tries, noted)
call_sliced('ZADD', scheduled, delay)
count(stats, 'snoozed', #ids)
tell_events('scheduled', ids)
concede_asked(endings, cancelled, cancelling, tries, stats, watched)
if next_due and (not first_due or next_due < tonumber(first_due)) then
  redis.pcall('PUBLISH', base .. 'wake', 'due ' .. whole(next_due))
end
return answer_endings(endings)
