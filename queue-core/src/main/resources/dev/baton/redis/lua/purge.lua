#!lua flags=allow-oom
-- Forgets finished jobs that retention no longer keeps: done, dead, cancelled -> absent. An id outlives its record as a
-- tombstone, its status alone: chosen ids for a day after their end (at most a million), generated ones for ten minutes.
--
-- KEYS: meta done dead cancelled stats remembered stale watched
-- ARGV: clock age-ms most-count most-bytes dead-age-ms most  most: 1 to 1000 of each kind
-- CHANGES: done (from the left), dead, cancelled, remembered, the keys of the forgotten jobs, stats; watches that ran out
-- ANSWERS: done dead cancelled more   numbers removed; more: 1 if more stand to be removed
-- COST: 3-5 µs a job; repeatable

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters

local done, dead, cancelled, stats = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local remembered, stale, watched = KEYS[6], KEYS[7], KEYS[8]
local age, most_count, most_bytes = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local dead_age, most = tonumber(ARGV[5]), tonumber(ARGV[6])
local REMEMBER_CHOSEN_MS, REMEMBER_GENERATED_MS, MOST_REMEMBERED = 86400000, 600000, 1000000

-- Read and check.
redis.call('SCARD', stale)
redis.call('ZCARD', watched)
local forget, remember, expire = {}, {}, {}
local more = false

local function forget_job(id)
  forget[#forget + 1] = record_key(id)
  forget[#forget + 1] = tries_key(id)
  forget[#forget + 1] = run_key(id)
end

local done_length = redis.call('LLEN', done)
local counted = redis.pcall('HGET', stats, 'done-bytes')
local done_bytes = type(counted) == 'string' and tonumber(counted) or 0
local oldest = redis.call('LRANGE', done, 0, most - 1)
local gone, gone_bytes, ids, finished, marked = 0, 0, {}, {}, {}
for i = 1, #oldest do
  local id, at, bytes, marks = string.match(oldest[i], '^(%S+) (%d+) (%d+) (%S+)$')
  local keep = id
    and done_length - gone <= most_count
    and done_bytes - gone_bytes <= most_bytes
    and now - tonumber(at) < age
  if keep then
    break
  end
  gone = gone + 1
  if id then
    gone_bytes = gone_bytes + tonumber(bytes)
    local n = #ids + 1
    ids[n], finished[n], marked[n] = id, tonumber(at), marks
  end
end
if gone == most then
  more = true
end
local statuses = statuses_of(ids)
local forgotten_done = 0
for i = 1, #ids do
  if statuses[i] == 'done' then -- else the index is wrong, by hand: the job lives on
    forgotten_done = forgotten_done + 1
    local id = ids[i]
    if string.find(marked[i], '[trn]') then
      forget_job(id)
    else
      forget[#forget + 1] = record_key(id)
      forget[#forget + 1] = tries_key(id) -- a snooze or a release leaves one that the mark does not tell of
    end
    local since = now - finished[i]
    if string.find(marked[i], 'c', 1, true) then
      if since < REMEMBER_CHOSEN_MS then
        remember[#remember + 1] = whole(finished[i]) .. ' ' .. id
      else
        forget[#forget + 1] = status_key(id)
      end
    elseif since < REMEMBER_GENERATED_MS then
      expire[#expire + 1] = { status_key(id), whole(REMEMBER_GENERATED_MS - since) }
    else
      forget[#forget + 1] = status_key(id)
    end
  end
end

local dead_ids = redis.call('ZRANGE', dead, '-inf', whole(now - dead_age), 'BYSCORE', 'LIMIT', 0, most)
local dead_statuses = statuses_of(dead_ids)
for i = 1, #dead_ids do
  if dead_statuses[i] == 'dead' then
    forget_job(dead_ids[i])
    forget[#forget + 1] = status_key(dead_ids[i])
  end
end
more = more or #dead_ids == most

local cancelled_excess = redis.call('ZCARD', cancelled) - most_count
local cancelled_ids, cancelled_at = {}, {}
local oldest_cancelled = redis.call('ZRANGE', cancelled, 0, most - 1, 'WITHSCORES')
for i = 1, #oldest_cancelled, 2 do
  local at = tonumber(oldest_cancelled[i + 1])
  if #cancelled_ids >= cancelled_excess and now - at < age then
    break
  end
  local n = #cancelled_ids + 1
  cancelled_ids[n], cancelled_at[n] = oldest_cancelled[i], at
end
more = more or #cancelled_ids == most
local cancelled_statuses = statuses_of(cancelled_ids)
for i = 1, #cancelled_ids do
  local id = cancelled_ids[i]
  if cancelled_statuses[i] == 'cancelled' then
    forget_job(id)
    -- While the id may still stand in a list its status stays; whoever drops it there forgets the status too.
    if redis.call('SISMEMBER', stale, id) == 0 then
      if now - cancelled_at[i] < REMEMBER_CHOSEN_MS then
        remember[#remember + 1] = whole(cancelled_at[i]) .. ' ' .. id
      else
        forget[#forget + 1] = status_key(id)
      end
    end
  end
end

local remembered_length = redis.call('LLEN', remembered)
local outlived, outlived_ids = 0, {}
for _, element in ipairs(redis.call('LRANGE', remembered, 0, most - 1)) do
  local at, id = string.match(element, '^(%d+) (%S+)$')
  if at and now - tonumber(at) < REMEMBER_CHOSEN_MS and remembered_length - outlived <= MOST_REMEMBERED then
    break
  end
  outlived = outlived + 1
  if id then
    outlived_ids[#outlived_ids + 1] = id
  end
end
local outlived_statuses = statuses_of(outlived_ids)
for i = 1, #outlived_ids do
  if outlived_statuses[i] == 'done' or outlived_statuses[i] == 'cancelled' then -- else the id has another life by now
    forget[#forget + 1] = status_key(outlived_ids[i])
  end
end
more = more or outlived == most

-- Write.
if gone > 0 then
  redis.call('LTRIM', done, gone, -1)
end
if outlived > 0 then
  redis.call('LTRIM', remembered, outlived, -1)
end
call_sliced('ZREM', dead, dead_ids)
call_sliced('ZREM', cancelled, cancelled_ids)
call_sliced('RPUSH', remembered, remember)
unlink(forget)
for i = 1, #expire do
  redis.call('PEXPIRE', expire[i][1], expire[i][2])
end
redis.call('ZREMRANGEBYSCORE', watched, '-inf', whole(now))
count(stats, 'done-bytes', -gone_bytes)
count(stats, 'dead-purged', #dead_ids)
return { whole(forgotten_done), whole(#dead_ids), whole(#cancelled_ids), more and '1' or '0' }
