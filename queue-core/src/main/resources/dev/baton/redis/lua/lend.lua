#!lua flags=allow-oom
-- Claims jobs for a remote consumer, who has a lease instead of a heartbeat: pending -> in-progress.
--
-- KEYS: meta pending leases stale cancelled tries
-- ARGV: clock call most most-bytes lease-ms
--       call: 128 random bits that nobody else learns; a claim request is never sent twice
--       most: claim at most so many, 1 to 1000
-- CHANGES: pending (front), leases (entry -> when its lease runs out), status, events. Ids no longer pending are dropped
-- ANSWERS: verdict call now {} {dropped id}… {entry record}… {n tries}…
--          verdict: paused | empty | taken | last (taken, and nothing is left); n: which claim, from 1, has tries
-- COST: 5 µs a job, and a SHA-1 of some 60 bytes

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/tries
--- @include lib/stale
--- @include lib/claim

local meta, pending, leases, stale, cancelled, tries = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local call, most, most_bytes, expiry = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), whole(now + tonumber(ARGV[5]))

-- Read and check.
local facts = redis.call('HMGET', meta, 'paused', 'largest', 'events')
note_listeners(facts[3])
if facts[1] then
  return { 'paused', call, whole(now), {}, {}, {}, {} }
end
local ids = redis.call('LRANGE', pending, -most, -1)
if #ids == 0 then
  return { 'empty', call, whole(now), {}, {}, {}, {} }
end
redis.call('ZCARD', leases)
redis.call('SCARD', stale)
redis.call('ZCARD', cancelled)
local seen, dropped, dropped_statuses = {}, {}, {}
local lent, marks, claims, tried, n = sized(2 * #ids), sized(2 * #ids), sized(2 * #ids), {}, 0
-- One call claims for many consumers, and each shows its nonce as the proof of its own claim: of a digest none can tell the
-- nonce of another's.
local function entry_of(id, noted)
  return entries_of_call(redis.sha1hex(call .. ' ' .. id))(id, noted)
end
local walked = read_candidates(ids, tries, most_bytes, facts[2], function(_, id, key, status, record, noted)
  if status == 'pending' and not seen[id] then
    seen[id] = true
    n = n + 1
    local entry = entry_of(id, noted)
    lent[2 * n - 1], lent[2 * n] = expiry, entry
    marks[2 * n - 1], marks[2 * n] = key, 'in-progress'
    answer_claim(claims, tried, n, entry, noted, record)
  else
    dropped[#dropped + 1] = id
    dropped_statuses[#dropped] = status or false
  end
end)

-- Write.
redis.call('LTRIM', pending, 0, -walked - 1)
call_sliced('ZADD', leases, lent)
mset(marks)
tell_claims(claims)
drop_stale(stale, cancelled, dropped, dropped_statuses)
return { walked == #ids and #ids < most and 'last' or 'taken', call, whole(now), {}, dropped, claims, tried }
