#!lua flags=allow-oom
-- Forgets finished jobs that retention no longer keeps: done, dead, cancelled -> absent. An id outlives its record as a
-- tombstone, its status alone: chosen ids for a day after their end (at most a million), generated ones for ten minutes.
--
-- KEYS: meta done dead cancelled stats remembered stale watched fading tries
-- ARGV: clock age-ms most-count most-bytes dead-age-ms most  most: 1 to 1000 of each kind
-- CHANGES: done (from the left), dead, cancelled, remembered, fading, the keys and tries of the forgotten jobs, stats;
--          watches that ran out
-- ANSWERS: done dead cancelled more   numbers removed; more: 1 if more stand to be removed
-- COST: 3-5 µs a job; repeatable

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters

local done, dead, cancelled, stats = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local remembered, stale, watched, fading, tries = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local age, most_count, most_bytes = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local dead_age, most = tonumber(ARGV[5]), tonumber(ARGV[6])
local REMEMBER_CHOSEN_MS, REMEMBER_GENERATED_MS, MOST_REMEMBERED = 86400000, 600000, 1000000
local HUGE = math.huge

-- Read and check.
redis.call('ZCARD', watched)
redis.call('HLEN', tries)
local forget, forget_tries, remember, fade = {}, {}, {}, {}
local more = false

local function forget_job(id)
  forget[#forget + 1] = record_key(id)
  forget[#forget + 1] = run_key(id)
  forget_tries[#forget_tries + 1] = id
end

-- An element of `done` in its four parts; nil if it was damaged by hand. By hand, too, for a pattern takes four times as
-- long, and as many jobs pass here as are done.
local function parts_of(element)
  local first = find(element, ' ', 1, true)
  local second = first and find(element, ' ', first + 1, true)
  local third = second and find(element, ' ', second + 1, true)
  local at = third and tonumber(cut(element, first + 1, second - 1))
  local bytes = third and tonumber(cut(element, second + 1, third - 1))
  if not at or not bytes or not (at >= 0 and at < HUGE and bytes >= 0 and bytes < HUGE) then
    return nil -- tonumber takes "nan" and "inf" too, with which every comparison below would go wrong
  end
  return cut(element, 1, first - 1), at, bytes, cut(element, third + 1)
end

local done_length = redis.call('LLEN', done)
local counted = redis.pcall('HGET', stats, 'done-bytes')
local done_bytes = type(counted) == 'string' and tonumber(counted) or 0
local oldest = redis.call('LRANGE', done, 0, most - 1)
local gone, gone_bytes, ids, finished, marked = 0, 0, {}, {}, {}
for i = 1, #oldest do
  local id, at, bytes, marks = parts_of(oldest[i])
  local keep = id
    and done_length - gone <= most_count
    and done_bytes - gone_bytes <= most_bytes
    and now - at < age
  if keep then
    break
  end
  gone = gone + 1
  if id then
    gone_bytes = gone_bytes + bytes
  end
  ids[gone], finished[gone], marked[gone] = id or oldest[i], at or 0, marks or ''
end
if gone == most then
  more = true
end
-- Only a chosen id can have another life by now, if its status was deleted by hand or evicted; then the job lives on.
local chosen = {}
for i = 1, gone do
  if find(marked[i], 'c', 1, true) then
    chosen[#chosen + 1] = ids[i]
  end
end
local statuses = statuses_of(chosen)
local forgotten_done, c = 0, 0
for i = 1, gone do
  local id, marks = ids[i], marked[i]
  local is_chosen = find(marks, 'c', 1, true)
  c = is_chosen and c + 1 or c
  if not is_chosen or statuses[c] == 'done' then
    forgotten_done = forgotten_done + 1
    if marks == '-' or marks == 'c' then -- the rule: it has no tries, and nothing was told of it
      forget[#forget + 1] = record_key(id)
    else
      forget_job(id)
    end
    local since = now - finished[i]
    if is_chosen then
      if since < REMEMBER_CHOSEN_MS then
        remember[#remember + 1] = oldest[i]
      else
        forget[#forget + 1] = status_key(id)
      end
    elseif since < REMEMBER_GENERATED_MS then
      -- Not by a TTL: one more entry a key in the table of expiries, which every access to any key then looks into.
      fade[#fade + 1] = oldest[i]
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
        remember[#remember + 1] = id .. ' ' .. whole(cancelled_at[i])
      else
        forget[#forget + 1] = status_key(id)
      end
    end
  end
end

-- How many of the oldest tombstones in a list have stood long enough, or are too many.
local function outlived(tombstones, age_ms, most_count)
  local length = redis.call('LLEN', tombstones)
  local over, ids = 0, {}
  local function stays(element)
    local id, at = string.match(element, '^([^ ]+) (%d+)')
    if at and now - at < age_ms and length - over <= most_count then
      return true
    end
    over = over + 1
    ids[over] = id or element
    return false
  end
  local oldest_one = redis.call('LRANGE', tombstones, 0, 0)[1]
  if oldest_one and not stays(oldest_one) then -- as a rule it stays, and nothing else need be read
    for _, element in ipairs(redis.call('LRANGE', tombstones, 1, most - 1)) do
      if stays(element) then
        break
      end
    end
  end
  local statuses_now = statuses_of(ids)
  for i = 1, #ids do
    if statuses_now[i] == 'done' or statuses_now[i] == 'cancelled' then -- else the id has another life by now
      forget[#forget + 1] = status_key(ids[i])
    end
  end
  more = more or over == most
  return over
end
local remembered_over = outlived(remembered, REMEMBER_CHOSEN_MS, MOST_REMEMBERED)
local fading_over = outlived(fading, REMEMBER_GENERATED_MS, HUGE)

-- Write.
if gone > 0 then
  redis.call('LTRIM', done, gone, -1)
end
if remembered_over > 0 then
  redis.call('LTRIM', remembered, remembered_over, -1)
end
if fading_over > 0 then
  redis.call('LTRIM', fading, fading_over, -1)
end
call_sliced('ZREM', dead, dead_ids)
call_sliced('ZREM', cancelled, cancelled_ids)
call_sliced('RPUSH', remembered, remember)
call_sliced('RPUSH', fading, fade)
unlink(forget)
call_sliced('HDEL', tries, forget_tries)
redis.call('ZREMRANGEBYSCORE', watched, '-inf', whole(now))
count(stats, 'done-bytes', -gone_bytes)
count(stats, 'dead-purged', #dead_ids)
return { whole(forgotten_done), whole(#dead_ids), whole(#cancelled_ids), more and '1' or '0' }
