#!lua flags=allow-oom
-- Takes up elements of the worker's own list that it did not know: bare ids are claimed (pending -> in-progress), claimed
-- entries are handed over as they are. Exactly those that still stand there count; the asker's view may be old.
--
-- KEYS: meta pending processing workers stats cancelled stale tries
-- ARGV: clock worker call most-bytes {element}…  1 to 1000 elements, oldest first
-- CHANGES: of bare ids: the list, status; on a paused queue they go back to the front of pending; ids that are no longer
--          pending, and entries whose job is not in progress, are dropped. Of claimed entries: nothing. stats.adopted; events
-- ANSWERS: verdict call now {} {dropped id}… {entry record}… {n tries}…  verdict: expired | paused | taken | empty;
--          n: which claim, from 1, has tries
-- COST: one look at the whole list, 3 µs an element; elements beyond the budget of bytes are left for the next heartbeat

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/events
--- @include lib/hand
--- @include lib/tries
--- @include lib/live
--- @include lib/stale
--- @include lib/claim

local meta, pending, list, workers = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local stats, cancelled, stale, tries = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local worker, call, most_bytes = ARGV[2], ARGV[3], tonumber(ARGV[4])

-- Read and check.
redis.call('LLEN', pending)
redis.call('SCARD', stale)
redis.call('ZCARD', cancelled)
if not is_live(workers, worker) then
  return { 'expired', call, whole(now), {}, {}, {}, {} }
end
local facts = redis.call('HMGET', meta, 'paused', 'largest', 'events')
note_listeners(facts[3])
local standing = {}
for _, element in ipairs(redis.call('LRANGE', list, 0, -1)) do
  standing[element] = true
end
local elements, ids, asked_for = {}, {}, {}
for at = #ARGV, 5, -1 do -- the first asked for is the last, where the walk begins
  local element = ARGV[at]
  if standing[element] and not asked_for[element] then
    asked_for[element] = true
    elements[#elements + 1] = element
    ids[#elements] = id_of(element)
  end
end
if #elements == 0 then
  return { 'empty', call, whole(now), {}, {}, {}, {} }
end
local back, replace, drop, dropped, dropped_statuses, claims, tried = {}, {}, {}, {}, {}, {}, {}
local entry_of = entries_of_call(call)
read_candidates(ids, tries, most_bytes, facts[2], function(i, id, _, status, record, noted)
  local element = elements[i]
  local _, claimed = id_of(element)
  if claimed and status == 'in-progress' then
    if string.find(element, '^%S+ %S+ %d+$') then -- else damaged by hand: it stays, and a reclaim takes the job back
      answer_claim(claims, tried, #claims / 2 + 1, element, noted, record)
    end
  elseif not claimed and status == 'pending' then
    if facts[1] then
      back[#back + 1] = id
    else
      local entry = entry_of(id, noted)
      replace[#replace + 1] = { id = id, entry = entry }
      answer_claim(claims, tried, #claims / 2 + 1, entry, noted, record)
    end
  else
    drop[#drop + 1] = element
    dropped[#dropped + 1] = id
    dropped_statuses[#dropped] = not claimed and status or false
  end
end)

-- Write.
local claimed_ids = {}
for i = 1, #replace do
  claimed_ids[i] = replace[i].id
  redis.call('LREM', list, 1, replace[i].id)
  redis.call('LPUSH', list, replace[i].entry)
  redis.call('SET', status_key(replace[i].id), 'in-progress')
end
for i = #back, 1, -1 do -- newest first, so the oldest stands foremost
  redis.call('LREM', list, 1, back[i])
  redis.call('RPUSH', pending, back[i])
end
for i = 1, #drop do
  redis.call('LREM', list, 1, drop[i])
end
drop_stale(stale, cancelled, dropped, dropped_statuses)
tell_events('in-progress', claimed_ids)
count(stats, 'adopted', #claims / 2)
return { facts[1] and 'paused' or 'taken', call, whole(now), {}, dropped, claims, tried }
