-- unpack() is limited to about 8000 values, so long argument lists go in slices.
local SLICE = 4000

local function call_sliced(command, key, values)
  for from = 1, #values, SLICE do
    redis.call(command, key, unpack(values, from, math.min(from + SLICE - 1, #values)))
  end
end

-- MSET, MGET and UNLINK: the whole argument list is sliced. SLICE is even, so pairs stay together.
local function mset(pairs_)
  for from = 1, #pairs_, SLICE do
    redis.call('MSET', unpack(pairs_, from, math.min(from + SLICE - 1, #pairs_)))
  end
end

local function unlink(keys)
  for from = 1, #keys, SLICE do
    redis.call('UNLINK', unpack(keys, from, math.min(from + SLICE - 1, #keys)))
  end
end

local function mget(keys)
  if #keys <= SLICE then
    if #keys == 0 then
      return {}
    end
    return redis.call('MGET', unpack(keys))
  end
  local values = {}
  for from = 1, #keys, SLICE do
    local slice = redis.call('MGET', unpack(keys, from, math.min(from + SLICE - 1, #keys)))
    for i = 1, #slice do
      values[from + i - 1] = slice[i]
    end
  end
  return values
end

local function statuses_of(ids)
  local keys = {}
  for i = 1, #ids do
    keys[i] = status_key(ids[i])
  end
  return mget(keys)
end
