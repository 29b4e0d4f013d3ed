#!lua flags=allow-oom
-- A person deletes jobs that have ended, before retention does: done, dead, cancelled -> absent. As after a purge, an id may
-- outlive its record as a tombstone: chosen ids for a day after their end, generated ones for ten minutes, of a dead job any
-- for a day, as cancelled. An id that still stands in pending is refused until it is dropped there, and free then.
--
-- KEYS: meta done dead cancelled stats remembered stale fading tries
-- ARGV: clock passed most {id}…  1 to 1000 ids. Where in `done` a job stands is not known: it is looked for among `most`
--       (1 to 10000) elements, after the latest `passed`
-- CHANGES: done, dead, cancelled, remembered, fading, the keys and tries of the deleted jobs, stats.done-bytes, events
-- ANSWERS: more {id status-found word}…  more: 1 if `done` goes on after what was looked at; status-found: '' for an unknown
--          id; word: deleted | missed (done, but not among those looked at) | forgotten (no record is left) | refused
-- COST: 10 µs a job, 0.2 µs an element looked at or passed; repeatable

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/events

local done, dead, cancelled, stats = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local remembered, stale, fading, tries = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local passed, most = tonumber(ARGV[2]), tonumber(ARGV[3])
local MARK = 'erased ' .. whole(now_micros)
local REMEMBER_CHOSEN_MS, REMEMBER_GENERATED_MS = 86400000, 600000

-- Read and check. The lists are touched too, so that a foreign type stops the call before its first write.
redis.call('ZCARD', dead)
redis.call('SCARD', stale)
redis.call('LLEN', remembered)
redis.call('LLEN', fading)
redis.call('HLEN', tries)
local length = redis.call('LLEN', done)
local asked = { unpack(ARGV, 4) }
local statuses = statuses_of(asked)
local answer, sought, seeking = {}, {}, false
local forget, forget_tries, remember, fade = {}, {}, {}, {}
local dead_ids, cancelled_ids, deleted_dead, tombstones = {}, {}, {}, {}

local function forget_job(id)
  forget[#forget + 1] = record_key(id)
  forget[#forget + 1] = run_key(id)
  forget_tries[#forget_tries + 1] = id
end

local function leave_tombstone(list, id, at, ms)
  if now - at < ms then
    list[#list + 1] = id .. ' ' .. whole(at)
  else
    forget[#forget + 1] = status_key(id)
  end
end

for i = 1, #asked do
  local id, status = asked[i], statuses[i]
  local word = 'refused'
  if status == 'done' or status == 'dead' or status == 'cancelled' then
    if sought[id] ~= nil or redis.call('EXISTS', record_key(id)) == 0 then
      word = 'forgotten'
    elseif status == 'done' then
      word = 'missed'
      sought[id] = i
      seeking = true
    elseif status == 'dead' then
      word = 'deleted'
      sought[id] = false
      dead_ids[#dead_ids + 1] = id
      forget_job(id)
      -- Whoever repeats its enqueue must not run it again; and to be refused it must have ended otherwise than dead, which
      -- is never kept without a record.
      local at = tonumber(redis.call('ZSCORE', dead, id) or now)
      leave_tombstone(remember, id, at, REMEMBER_CHOSEN_MS)
      if now - at < REMEMBER_CHOSEN_MS then
        tombstones[#tombstones + 1] = id
        deleted_dead[#deleted_dead + 1] = status_key(id)
        deleted_dead[#deleted_dead + 1] = 'cancelled'
      end
    else
      word = 'deleted'
      sought[id] = false
      cancelled_ids[#cancelled_ids + 1] = id
      forget_job(id)
      local at = tonumber(redis.call('ZSCORE', cancelled, id) or now)
      if redis.call('SISMEMBER', stale, id) == 0 then -- else whoever drops the id there forgets the status
        leave_tombstone(remember, id, at, REMEMBER_CHOSEN_MS)
      end
    end
  end
  answer[3 * i - 2], answer[3 * i - 1], answer[3 * i] = id, status or '', word
end

local marked, gone_bytes = {}, 0
if seeking then
  local window = redis.call('LRANGE', done, -passed - most, -passed - 1)
  for n = 1, #window do
    local id, at, bytes, marks = string.match(window[n], '^([^ ]+) (%d+) (%d+) ([^ ]+)$')
    if id and sought[id] then
      answer[3 * sought[id]] = 'deleted'
      sought[id] = false
      marked[#marked + 1] = -passed - (#window - n + 1)
      gone_bytes = gone_bytes + tonumber(bytes)
      forget_job(id)
      if find(marks, 'c', 1, true) then
        leave_tombstone(remember, id, tonumber(at), REMEMBER_CHOSEN_MS)
      else
        leave_tombstone(fade, id, tonumber(at), REMEMBER_GENERATED_MS)
      end
    end
  end
end

-- Write. All that were marked go in one walk; no element of `done` looks like the mark.
for n = 1, #marked do
  redis.call('LSET', done, marked[n], MARK)
end
if #marked > 0 then
  redis.call('LREM', done, -#marked, MARK)
end
mset(deleted_dead)
call_sliced('ZREM', dead, dead_ids)
call_sliced('ZREM', cancelled, cancelled_ids)
call_sliced('RPUSH', remembered, remember)
call_sliced('RPUSH', fading, fade)
unlink(forget)
call_sliced('HDEL', tries, forget_tries)
count(stats, 'done-bytes', -gone_bytes)
tell_events('cancelled', tombstones)
return { length > passed + most and '1' or '0', answer }
