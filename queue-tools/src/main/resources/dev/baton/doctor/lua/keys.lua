#!lua flags=no-writes,allow-oom
-- A page of keys: what type each has, and what a first look needs of it.
--
-- KEYS: meta
-- ARGV: {name}…  without the part that all keys of the queue begin with; at most 100
-- CHANGES: nothing
-- ANSWERS: {type size text}…  one triple a name; of strings the size in bytes, and the text of those that end in :status
--          (its first 64 bytes); of a run its fields, and `<bytes of the result> <finishedAt>`; else 0 and ''
-- COST: 2-3 µs a name

local base = string.sub(KEYS[1], 1, -5)
local answer = {}
for i = 1, #ARGV do
  local key = base .. ARGV[i]
  local kind, size, text = redis.call('TYPE', key).ok, 0, ''
  if kind == 'string' then
    size = redis.call('STRLEN', key)
    if string.sub(key, -7) == ':status' then
      text = redis.call('GETRANGE', key, 0, 63)
    end
  elseif kind == 'hash' and string.sub(key, -4) == ':run' then
    size = redis.call('HLEN', key)
    text = string.format('%.0f', redis.call('HSTRLEN', key, 'result')) .. ' '
      .. (redis.call('HSTRLEN', key, 'finishedAt') > 64 and '?' or redis.call('HGET', key, 'finishedAt') or '')
  end
  answer[3 * i - 2], answer[3 * i - 1], answer[3 * i] = kind, string.format('%.0f', size), text
end
return answer
