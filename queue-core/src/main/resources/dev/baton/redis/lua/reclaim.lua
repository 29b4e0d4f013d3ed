#!lua flags=allow-oom
-- Takes back what a dead incarnation holds: in-progress -> pending (back, crashes + 1), -> dead after max-crashes, or at
-- once if it may be started only once, or -> cancelled if that was asked for; bare ids go to the front of pending,
-- uncounted (salvage). The expiry is checked here again, so any number of reclaimers may race. An incarnation that is not registered at all counts as dead.
--
-- KEYS: meta workers pending dead cancelled cancelling stats watched stale tries
-- ARGV: clock worker most max-crashes  most: 1 to 1000
-- CHANGES: the worker's lists, status, tries, run (crash.<attempt> "<ms> <worker> <claimed ms>", reason), pending, dead, cancelled, stats;
--          publishes the end of watched ids
-- ANSWERS: live {} {} {} 0 0 0
--          or: dead {reclaimed id}… {buried id}… {cancelled id}… salvaged dropped more   more: 1 if elements are left
-- COST: 5-10 µs an element; repeatable

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/hand
--- @include lib/tries
--- @include lib/run
--- @include lib/live
--- @include lib/stale
--- @include lib/asked
--- @include lib/watched
--- @include lib/lost

local workers, pending, dead, cancelled = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local cancelling, stats, watched, stale, tries = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local worker, most, max_crashes = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

-- Read and check.
if is_live(workers, worker) then
  return { 'live', {}, {}, {}, '0', '0', '0' }
end
redis.call('LLEN', pending)
redis.call('ZCARD', dead)
redis.call('ZCARD', cancelled)
redis.call('SCARD', stale)
local lists, taken = lane_keys(worker), {}
local elements, ids, entries = {}, {}, {}
for lane = 1, #lists do
  taken[lane] = 0
  if #elements < most then
    local part = redis.call('LRANGE', lists[lane], -(most - #elements), -1)
    taken[lane] = #part
    for i = #part, 1, -1 do -- oldest first
      local n = #elements + 1
      elements[n] = part[i]
      ids[n], entries[n] = id_of(part[i])
    end
  end
end
local statuses, known = statuses_of(ids), tries_of(tries, ids)
local asked = cancel_asked(cancelling, ids)
local WHY = {
  once = 'abandoned: its worker died while it held it, and it may be started only once',
  poison = ' workers died while they ran it',
  cancelled = 'cancelled, and its worker died',
}
local salvaged, dropped, dropped_statuses, seen = {}, {}, {}, {}
for n = 1, #elements do
  local id, status = ids[n], statuses[n]
  if entries[n] and status == 'in-progress' and not seen[id] then
    seen[id] = true
    lose(id, elements[n], known[n], asked[id], max_crashes, worker, WHY)
  elseif not entries[n] and status == 'pending' and not seen[id] then
    seen[id] = true
    salvaged[#salvaged + 1] = id
  else
    dropped[#dropped + 1] = id
    dropped_statuses[#dropped] = not entries[n] and status or false
  end
end
local awaited = awaited_losses(watched)

-- Write.
for lane = 1, #lists do
  if taken[lane] > 0 then
    redis.call('LTRIM', lists[lane], 0, -taken[lane] - 1)
  end
end
write_losses(pending, dead, cancelled, cancelling, stats, tries)
for n = #salvaged, 1, -1 do -- newest first, so the oldest stands foremost
  redis.call('RPUSH', pending, salvaged[n])
end
drop_stale(stale, cancelled, dropped, dropped_statuses)
count(stats, 'salvaged', #salvaged)
tell_finished(watched, awaited)
local more = redis.call('EXISTS', unpack(lists)) > 0
return { 'dead', reclaimed, buried, conceded, whole(#salvaged), whole(#dropped), more and '1' or '0' }
