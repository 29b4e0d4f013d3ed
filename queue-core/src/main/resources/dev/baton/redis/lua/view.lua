#!lua flags=no-writes,allow-oom
-- Shows jobs, each as it stands at one instant.
--
-- KEYS: meta scheduled tries
-- ARGV: clock detail most-bytes {id}…  detail: full (with the whole run hash) | brief (reason, finishedAt, and of the last
--       lost or failed attempt the first 1024 bytes); 1 to 1000 ids
-- CHANGES: nothing
-- ANSWERS: {id status record tries due {run field, value}…}…  status, record, tries, due: '' if there is none;
--          stops before the record that would exceed most-bytes, but shows one job at least
-- COST: 4 µs a job and its bytes; three times as much where a million others have pushed it out of the cache

--- @include lib/keys
--- @include lib/clock

local scheduled, tries = KEYS[2], KEYS[3]
local full, most_bytes, LONGEST_SHOWN = ARGV[2] == 'full', tonumber(ARGV[3]), 1024
-- All at once: a call from Lua costs more than what it asks for here.
local noted_all = redis.call('HMGET', tries, unpack(ARGV, 4))
local due_all = redis.call('ZMSCORE', scheduled, unpack(ARGV, 4))
-- One that could not even be started, such as a malformed one, tells its story without being counted.
local UNTRIED = { 'reason', 'finishedAt', 'failure.1' }

local function told_of(noted)
  local failures, crashes = string.match(noted or '', '^(%d+) (%d+) ')
  local last = (failures or 0) + (crashes or 0)
  if last == 0 then
    return UNTRIED
  end
  return { 'reason', 'finishedAt', 'crash.' .. whole(last), 'failure.' .. whole(last), 'failure.' .. whole(last + 1) }
end

local answer, bytes = {}, 0
for at = 4, #ARGV do
  local id = ARGV[at]
  local values = redis.call('MGET', keys_of(id))
  local size = #(values[2] or '')
  if at > 4 and bytes + size > most_bytes then
    break
  end
  bytes = bytes + size
  local noted, due = noted_all[at - 3], due_all[at - 3]
  local run
  if full then
    run = redis.call('HGETALL', run_key(id))
  else
    run = {}
    local fields = told_of(noted)
    local found = redis.call('HMGET', run_key(id), unpack(fields))
    for n = 1, #fields do
      if found[n] then
        run[#run + 1] = fields[n]
        run[#run + 1] = cut(found[n], 1, LONGEST_SHOWN)
      end
    end
  end
  answer[#answer + 1] = {
    id, values[1] or '', values[2] or '', noted or '', due and whole(due) or '', run,
  }
end
return answer
