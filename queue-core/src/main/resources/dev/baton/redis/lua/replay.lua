#!lua flags=allow-oom
-- A person gives dead jobs another life: dead -> pending (back), with its counts cleared; the fence goes on rising. A job
-- that may be started only once is so started once more: that is the person's decision.
--
-- KEYS: meta pending dead stats tries
-- ARGV: clock {id}…  1 to 1000
-- CHANGES: status, tries, run (removed), dead, pending, stats.replayed, events
-- ANSWERS: {id status-found word}…  status-found: '' for an unknown id; word: replayed | refused
-- COST: about 6 µs a job; a second copy finds the job pending and refuses

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/events
--- @include lib/tries

local pending, dead, stats, tries = KEYS[2], KEYS[3], KEYS[4], KEYS[5]

-- Read and check. Of `dead` nothing need be asked: the first write goes there.
redis.call('LLEN', pending)
local asked = { unpack(ARGV, 2) }
local statuses, known = statuses_of(asked), tries_of(tries, asked)
local answer, ids, writes, noted, runs, seen = {}, {}, {}, {}, {}, {}
for i = 1, #asked do
  local id, status = asked[i], statuses[i]
  local word = 'refused'
  if status == 'dead' and not seen[id] and redis.call('EXISTS', record_key(id)) == 1 then
    seen[id] = true
    word = 'replayed'
    ids[#ids + 1] = id
    runs[#runs + 1] = run_key(id)
    local _, _, fence, once = read_tries(known[i])
    writes[#writes + 1] = status_key(id)
    writes[#writes + 1] = 'pending'
    note_tries(noted, id, 0, 0, fence, once)
  end
  answer[3 * i - 2], answer[3 * i - 1], answer[3 * i] = id, status or '', word
end

-- Write.
call_sliced('ZREM', dead, ids)
unlink(runs)
mset(writes)
call_sliced('HSET', tries, noted)
call_sliced('LPUSH', pending, ids)
count(stats, 'replayed', #ids)
tell_events('pending', ids)
return answer
