-- unpack() is limited to about 8000 values, so long argument lists go in slices.
local SLICE = 4000

-- A table with room for n values, so that filling it from 1 on does not let it grow, and be counted through, again and
-- again. The places are empty: # counts what was put in.
local NOTHING = {}
local function sized(n)
  return { unpack(NOTHING, 1, math.min(n, SLICE)) }
end

local function call_sliced(command, key, values)
  for from = 1, #values, SLICE do
    redis.call(command, key, unpack(values, from, math.min(from + SLICE - 1, #values)))
  end
end

-- MSET and UNLINK: the whole argument list is sliced. SLICE is even, so pairs stay together.
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

-- No call is about more than 1000 jobs, so what is one value a job needs no slices.
local function mget(keys)
  if #keys == 0 then
    return {}
  end
  return redis.call('MGET', unpack(keys))
end

local function statuses_of(ids)
  local keys = {}
  for i = 1, #ids do
    keys[i] = status_key(ids[i])
  end
  return mget(keys)
end
