#!lua flags=no-writes,allow-oom
-- Shows jobs, each as it stands at one instant.
--
-- KEYS: meta scheduled tries
-- ARGV: clock detail most-bytes {id}…  detail: full (with the whole run hash) | brief (reason, finishedAt, and of the last
--       lost or failed attempt the first 1024 bytes); 1 to 1000 ids
-- CHANGES: nothing
-- ANSWERS: {id status record tries due {run field, value}…}…  status, record, tries, due: '' if there is none;
--          stops before the record that would exceed most-bytes, but shows one job at least
-- COST: 4 µs a job and its bytes

--- @include lib/keys
--- @include lib/clock

local scheduled, tries = KEYS[2], KEYS[3]
local full, most_bytes, LONGEST_SHOWN = ARGV[2] == 'full', tonumber(ARGV[3]), 1024
local answer, bytes = {}, 0
for at = 4, #ARGV do
  local id = ARGV[at]
  local size = redis.call('STRLEN', record_key(id))
  if at > 4 and bytes + size > most_bytes then
    break
  end
  bytes = bytes + size
  local values = redis.call('MGET', status_key(id), record_key(id))
  local noted, due = redis.call('HGET', tries, id), redis.call('ZSCORE', scheduled, id)
  local run
  if full then
    run = redis.call('HGETALL', run_key(id))
  else
    local failures, crashes = string.match(noted or '', '^(%d+) (%d+) ')
    local last = (failures or 0) + (crashes or 0)
    -- One that could not even be started, such as a malformed one, tells its story without being counted.
    local fields = {
      'reason', 'finishedAt', 'crash.' .. whole(last), 'failure.' .. whole(last), 'failure.' .. whole(last + 1),
    }
    local values_told = redis.call('HMGET', run_key(id), unpack(fields))
    run = {}
    for n = 1, #fields do
      if values_told[n] then
        run[#run + 1] = fields[n]
        run[#run + 1] = cut(values_told[n], 1, LONGEST_SHOWN)
      end
    end
  end
  answer[#answer + 1] = {
    id, values[1] or '', values[2] or '', noted or '', due and whole(due) or '', run,
  }
end
return answer
