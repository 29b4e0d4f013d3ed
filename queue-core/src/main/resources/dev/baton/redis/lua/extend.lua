#!lua flags=allow-oom
-- A remote consumer needs longer: its lease runs for so long from now on. A lease that ran out is never extended, also if
-- nobody has taken the job back yet.
--
-- KEYS: meta leases cancelling
-- ARGV: clock lease-ms {entry}…  1 to 1000 entries
-- CHANGES: leases
-- ANSWERS: {id word}…  word: extended | asked (extended, and the job's cancellation was asked for) | the status found |
--          unknown
-- COST: 2 µs a job; repeatable

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/hand
--- @include lib/asked

local leases, cancelling = KEYS[2], KEYS[3]
local expiry = whole(now + tonumber(ARGV[2]))

-- Read and check.
local entries, ids = {}, {}
for at = 3, #ARGV do
  entries[at - 2], ids[at - 2] = ARGV[at], id_of(ARGV[at])
end
local expiries, statuses = redis.call('ZMSCORE', leases, unpack(entries)), statuses_of(ids)
local asked = cancel_asked(cancelling, ids)
local extended, answer = {}, {}
for n = 1, #entries do
  local word = statuses[n] or 'unknown'
  if expiries[n] and tonumber(expiries[n]) > now then
    extended[#extended + 1] = expiry
    extended[#extended + 1] = entries[n]
    word = asked[ids[n]] and 'asked' or 'extended'
  end
  answer[2 * n - 1], answer[2 * n] = ids[n], word
end

-- Write.
call_sliced('ZADD', leases, extended)
return answer
