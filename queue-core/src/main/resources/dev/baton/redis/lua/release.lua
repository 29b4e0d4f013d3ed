#!lua flags=allow-oom
-- The holder gives jobs back to the front, uncounted: in-progress -> pending. For graceful shutdown, and only after the
-- handler's thread has really ended. A job whose cancellation was asked for meanwhile is cancelled instead.
--
-- KEYS: meta processing pending stats cancelling cancelled watched tries
-- ARGV: clock {entry}…  1 to 1000 jobs, in the order in which they were claimed: they stand so at the front again
-- CHANGES: the entry, status, tries (only its fence), pending (front), stats.released, events
-- ANSWERS: {id word}…  word: recorded | conceded | the status found | unknown
-- COST: about 5 µs a job; repeatable, a second copy answers "pending"

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

local list, pending, stats = KEYS[2], KEYS[3], KEYS[4]
local cancelling, cancelled, watched, tries = KEYS[5], KEYS[6], KEYS[7], KEYS[8]

-- Read and check.
redis.call('ZCARD', cancelled)
redis.call('ZCARD', watched)
redis.call('LLEN', pending)
local look, endings = read_endings(list, cancelling, tries, 2, 1)
local writes, noted, back = {}, {}, {}
for n = #endings, 1, -1 do
  local ending = endings[n]
  if ending.held and not ending.asked then
    back[#back + 1] = ending.id
    writes[#writes + 1] = status_key(ending.id)
    writes[#writes + 1] = 'pending'
    note_tries(noted, ending.id, ending.failures, ending.crashes, ending.fence, ending.once)
  end
end

-- Write.
let_go(list, look)
mset(writes)
call_sliced('HSET', tries, noted)
call_sliced('RPUSH', pending, back)
count(stats, 'released', #back)
tell_events('pending', back)
concede_asked(endings, cancelled, cancelling, tries, stats, watched)
return answer_endings(endings)
