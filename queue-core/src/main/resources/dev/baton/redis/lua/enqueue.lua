#!lua
-- Enqueues a batch: absent -> pending, or absent -> scheduled. An id that is known is left as it is.
--
-- KEYS: meta pending scheduled stats tries
-- ARGV: clock record-head mark {id start record-tail}…  1 to 1000 jobs
--       mark: '' | mark: write something in any case, for a WAIT behind this call covers only what its connection wrote
--       start: '' now | '+<ms>' after a delay | '<ms>' at an instant, both by the clock of Redis;
--              with '!' before it: the job may be started only once
-- CHANGES: record and status of each new job, pending (back) or scheduled, stats.enqueued, events, tries of those that may be
--          started only once, meta.format once; with mark and nothing new: the first job's status, to what it is;
--          meta.largest when a record is unusually large; publishes `wake` "due <ms>" when a new job is the next one due
-- ANSWERS: first-id last-id {n id word status}…  n: which job, from 1; word: created | same (known, equal content) | exists
--          (known, other content or none left); those not told of were created, and are pending
-- COST: 4 to 5 µs a job of a thousand; no allow-oom flag: a full Redis refuses it before anything is written
--
-- Repeatable: ids are made by the caller, so a second copy finds the first one's jobs.

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/events
--- @include lib/tries
--- @include lib/format

local meta, pending, scheduled, stats, tries = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local head, mark, FIRST = ARGV[2] .. whole(now), ARGV[3] ~= '', 4
local USUAL_BYTES = 16384

local refusal, first_use, listened = wrong_format(meta)
if refusal then
  return refusal
end
note_listeners(listened)

-- Read and check. The lists are touched too, so that a foreign type stops the call before its first write.
redis.call('LLEN', pending)
local jobs = (#ARGV - FIRST + 1) / 3

-- Records and statuses as MSET takes them, if all jobs may start now and no id is there twice; else nil.
local function ready_jobs()
  local records, push, seen, largest, at = sized(4 * jobs), sized(jobs), {}, 0, FIRST
  for i = 1, jobs do
    local id, record = ARGV[at], head .. ARGV[at + 2]
    if ARGV[at + 1] ~= '' or seen[id] then
      return nil
    end
    seen[id] = true
    push[i] = id
    records[4 * i - 1], records[4 * i - 3] = keys_of(id)
    records[4 * i - 2], records[4 * i] = record, 'pending'
    if #record > largest then
      largest = #record
    end
    at = at + 3
  end
  return records, push, largest
end

-- Write. Nearly always the jobs are ready and new: then one command looks whether they are, and writes all or nothing.
local function note(enqueued, largest)
  if first_use then
    redis.call('HSET', meta, 'format', FORMAT)
  end
  if largest > USUAL_BYTES then
    largest = math.max(largest, tonumber(redis.call('HGET', meta, 'largest') or 0))
    redis.call('HSET', meta, 'largest', whole(largest))
  end
  count(stats, 'enqueued', enqueued)
end

local ready, ready_ids, largest_ready = ready_jobs()
if ready and redis.call('MSETNX', unpack(ready)) == 1 then
  redis.call('LPUSH', pending, unpack(ready_ids))
  note(jobs, largest_ready)
  tell_events('pending', ready_ids)
  return { ARGV[FIRST], ARGV[#ARGV - 2], NOTHING }
end

-- Some are known, or are to start later or only once. Read and check.
redis.call('HLEN', tries)
local first_due = redis.call('ZRANGE', scheduled, 0, 0, 'WITHSCORES')[2]
local status_keys, record_keys = sized(jobs), sized(jobs)
for i = 1, jobs do
  status_keys[i], record_keys[i] = keys_of(ARGV[FIRST + 3 * (i - 1)])
end
local known = mget(status_keys)

-- The content of a job apart from who made its id: an enqueue whose answer was lost is repeated with its generated id as a
-- chosen one. The words are the last of a record, and a payload cannot end so, for a brace closes it.
local CHOSEN = ',"chosen":true}'
local function content(record)
  return cut(record, -#CHOSEN) == CHOSEN and cut(record, 1, -#CHOSEN - 1) .. '}' or record
end

local told, seen, records, push, delay, noted = {}, {}, sized(4 * jobs), sized(jobs), {}, {}
local delayed = {}
local next_due, largest, made, pushed = nil, 0, 0, 0
local function tell(n, word, status)
  local at = #told
  told[at + 1], told[at + 2], told[at + 3], told[at + 4] = whole(n), ARGV[FIRST + 3 * (n - 1)], word, status
end
for i = 1, jobs do
  local at = FIRST + 3 * (i - 1)
  local id, start, tail = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local first = seen[id]
  if known[i] or first then
    local there
    if first then
      there = ARGV[FIRST + 3 * first - 1]
    else
      there = redis.call('GET', record_key(id)) or ''
    end
    local wanted = content(tail)
    local word = cut(content(there), -#wanted) == wanted and 'same' or 'exists'
    tell(i, word, known[i] or (delay[id] and 'scheduled') or 'pending')
  else
    seen[id] = i
    local due_at = 0
    if cut(start, 1, 1) == '!' then
      note_tries(noted, id, 0, 0, 0, true)
      start = cut(start, 2)
    end
    if start ~= '' then
      due_at = tonumber(start) + (cut(start, 1, 1) == '+' and now or 0) -- tonumber takes the sign along
    end
    local status = 'pending'
    if due_at > now then
      status = 'scheduled'
      delay[id] = true
      delay[#delay + 1] = whole(due_at)
      delay[#delay + 1] = id
      delayed[#delayed + 1] = id
      if not next_due or due_at < next_due then
        next_due = due_at
      end
      tell(i, 'created', status)
    else
      pushed = pushed + 1
      push[pushed] = id
    end
    local record = head .. tail
    if #record > largest then
      largest = #record
    end
    records[made + 1], records[made + 2] = record_keys[i], record
    records[made + 3], records[made + 4] = status_keys[i], status
    made = made + 4
  end
end

-- Write.
mset(records)
call_sliced('HSET', tries, noted)
if mark and made == 0 then
  redis.call('SET', status_keys[1], known[1], 'KEEPTTL')
end
call_sliced('LPUSH', pending, push)
call_sliced('ZADD', scheduled, delay)
note(made / 4, largest)
tell_events('pending', push)
tell_events('scheduled', delayed)
if next_due and (not first_due or next_due < tonumber(first_due)) then
  redis.pcall('PUBLISH', base .. 'wake', 'due ' .. whole(next_due))
end
return { ARGV[FIRST], ARGV[#ARGV - 2], told }
