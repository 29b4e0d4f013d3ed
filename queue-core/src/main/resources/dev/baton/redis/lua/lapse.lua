#!lua flags=allow-oom
-- Takes back the jobs whose lease ran out: in-progress -> pending (back, crashes + 1), -> dead after max-crashes, or at once
-- if it may be started only once, or -> cancelled if that was asked for. Any number of sweeps may race.
--
-- KEYS: meta leases pending dead cancelled cancelling stats watched tries
-- ARGV: clock most max-crashes  most: 1 to 1000
-- CHANGES: leases, status, tries, run (crash.<attempt> "<ms>  <claimed ms>", reason), pending, dead, cancelled, stats; publishes the end
--          of watched ids
-- ANSWERS: {reclaimed id}… {buried id}… {cancelled id}… dropped more now next-expiry
--          dropped: leases of jobs that are not in progress; more: 1 if others ran out too; next-expiry: ms, of the next
--          lease to run out, or ''
-- COST: 10 µs a job, and two looks if there is none; repeatable

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/hand
--- @include lib/tries
--- @include lib/run
--- @include lib/asked
--- @include lib/watched
--- @include lib/lost

local leases, pending, dead, cancelled, cancelling = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local stats, watched, tries = KEYS[7], KEYS[8], KEYS[9]
local most, max_crashes = tonumber(ARGV[2]), tonumber(ARGV[3])
local WHY = {
  once = 'abandoned: its lease ran out, and it may be started only once',
  poison = ' claims of it were lost',
  cancelled = 'cancelled, and its lease ran out',
}

-- Read and check.
local entries = redis.call('ZRANGE', leases, '-inf', whole(now), 'BYSCORE', 'LIMIT', 0, most)
local dropped = 0
if #entries > 0 then
  redis.call('LLEN', pending)
  redis.call('ZCARD', dead)
  redis.call('ZCARD', cancelled)
  local ids = {}
  for n = 1, #entries do
    ids[n] = id_of(entries[n])
  end
  local statuses, known = statuses_of(ids), tries_of(tries, ids)
  local asked, seen = cancel_asked(cancelling, ids), {}
  for n = 1, #entries do
    local id = ids[n]
    if statuses[n] == 'in-progress' and not seen[id] then
      seen[id] = true
      lose(id, entries[n], known[n], asked[id], max_crashes, '', WHY)
    else
      dropped = dropped + 1
    end
  end
end
local awaited = awaited_losses(watched)

-- Write.
call_sliced('ZREM', leases, entries)
write_losses(pending, dead, cancelled, cancelling, stats, tries)
tell_finished(watched, awaited)
local next_lease = redis.call('ZRANGE', leases, 0, 0, 'WITHSCORES')
local next_expiry = next_lease[2] and tonumber(next_lease[2])
return {
  reclaimed, buried, conceded, whole(dropped), next_expiry and next_expiry <= now and '1' or '0',
  whole(now), next_expiry and whole(next_expiry) or '',
}
