-- Everything of one queue at one instant: {name type {value…}}… for every key that matches. Of job records and of what is
-- told about a run only the names and the crashes, for they are large and hold nothing else that counts. Writes nothing.
--
-- ARGV: the pattern of the queue's keys
local answer = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
  local kind = redis.call('TYPE', key).ok
  local values = {}
  if kind == 'list' then
    values = redis.call('LRANGE', key, 0, -1)
  elseif kind == 'zset' then
    values = redis.call('ZRANGE', key, 0, -1)
  elseif kind == 'set' then
    values = redis.call('SMEMBERS', key)
  elseif kind == 'hash' and (string.match(key, '}:stats$') or string.match(key, '}:tries$')) then
    values = redis.call('HGETALL', key)
  elseif kind == 'hash' and string.match(key, ':run$') then
    local run = redis.call('HGETALL', key)
    for i = 1, #run, 2 do
      if string.match(run[i], '^crash%.') then
        values[#values + 1] = run[i]
        values[#values + 1] = run[i + 1]
      end
    end
  elseif kind == 'string' and string.match(key, ':status$') then
    values = { redis.call('GET', key) }
  end
  answer[#answer + 1] = key
  answer[#answer + 1] = kind
  answer[#answer + 1] = values
end
return answer
