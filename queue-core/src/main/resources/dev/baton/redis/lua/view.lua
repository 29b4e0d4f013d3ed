#!lua flags=no-writes,allow-oom
-- Shows jobs, each as it stands at one instant.
--
-- KEYS: meta scheduled tries
-- ARGV: clock detail most-bytes {id}…  detail: full (with the whole run hash) | brief; 1 to 1000 ids
-- CHANGES: nothing
-- ANSWERS: {id status record tries due {run field, value}…}…  status, record, tries, due: '' if there is none;
--          stops before the record that would exceed most-bytes, but shows one job at least
-- COST: 4 µs a job and its bytes

--- @include lib/keys

local scheduled, tries = KEYS[2], KEYS[3]
local full, most_bytes = ARGV[2] == 'full', tonumber(ARGV[3])
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
    local brief = redis.call('HMGET', run_key(id), 'reason', 'finishedAt')
    run = {}
    if brief[1] then
      run[1], run[2] = 'reason', brief[1]
    end
    if brief[2] then
      run[#run + 1] = 'finishedAt'
      run[#run + 1] = brief[2]
    end
  end
  answer[#answer + 1] = {
    id, values[1] or '', values[2] or '', noted or '', due and string.format('%.0f', due) or '', run,
  }
end
return answer
