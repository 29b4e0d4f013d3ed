#!lua flags=allow-oom
-- A person gives dead jobs another life: dead -> pending (back), with its counts cleared; the fence goes on rising.
--
-- KEYS: meta pending dead stats
-- ARGV: clock {id}…  1 to 1000
-- CHANGES: status, tries, run (removed), dead, pending, stats.replayed
-- ANSWERS: {id status-found word}…  status-found: '' for an unknown id; word: replayed | refused
-- COST: about 6 µs a job; a second copy finds the job pending and refuses

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/tries

local pending, dead, stats = KEYS[2], KEYS[3], KEYS[4]

-- Read and check.
redis.call('LLEN', pending)
redis.call('ZCARD', dead)
local keys = {}
for at = 2, #ARGV do
  keys[#keys + 1] = status_key(ARGV[at])
  keys[#keys + 1] = tries_key(ARGV[at])
end
local values = mget(keys)
local answer, ids, writes, runs, seen = {}, {}, {}, {}, {}
for i = 1, #ARGV - 1 do
  local id, status, tries = ARGV[i + 1], values[2 * i - 1], values[2 * i]
  local word = 'refused'
  if status == 'dead' and not seen[id] and redis.call('EXISTS', record_key(id)) == 1 then
    seen[id] = true
    word = 'replayed'
    ids[#ids + 1] = id
    runs[#runs + 1] = run_key(id)
    local _, _, fence = read_tries(tries)
    local w = #writes
    writes[w + 1] = status_key(id)
    writes[w + 2] = 'pending'
    writes[w + 3] = tries_key(id)
    writes[w + 4] = write_tries(0, 0, fence)
  end
  answer[3 * i - 2], answer[3 * i - 1], answer[3 * i] = id, status or '', word
end

-- Write.
call_sliced('ZREM', dead, ids)
unlink(runs)
mset(writes)
call_sliced('LPUSH', pending, ids)
count(stats, 'replayed', #ids)
return answer
