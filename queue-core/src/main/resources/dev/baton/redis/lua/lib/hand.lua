-- The worker's hand: its processing list. An element is "<id>" just after a BLMOVE, "<id> <nonce> <fence>" once claimed.
-- Claims are pushed left, so the oldest stand at the right end and most outcomes are found in a short walk from there.

local function id_of(element)
  local space = string.find(element, ' ', 1, true)
  if space then
    return string.sub(element, 1, space - 1), true
  end
  return element, false
end

local function fence_of(entry)
  return string.match(entry, ' (%d+)$')
end

-- Reads only. Which of the wanted elements stand in the list: held is the set of them, kept what else was walked over.
local function look_in_hand(list, wanted)
  local lookup, missing = {}, 0
  for i = 1, #wanted do
    if not lookup[wanted[i]] then
      lookup[wanted[i]] = true
      missing = missing + 1
    end
  end
  local length = redis.call('LLEN', list)
  local depth = math.min(length, 2 * missing + 32)
  while true do
    local window = {}
    if depth > 0 then
      window = redis.call('LRANGE', list, -depth, -1)
    end
    local held, kept, found = {}, {}, 0
    for i = 1, #window do
      local element = window[i]
      if lookup[element] and not held[element] then
        held[element] = true
        found = found + 1
      else
        kept[#kept + 1] = element
      end
    end
    if found == missing or depth == length then
      return { held = held, kept = kept, found = found, depth = depth }
    end
    depth = length -- stragglers: one look at the whole list, at most about a thousand elements
  end
end

-- Writes. Takes the held elements out of the list: a few among many one by one, else by rewriting the walked end.
local function let_go(list, look)
  if look.found == 0 then
    return
  end
  if #look.kept > 8 * look.found then
    for element in pairs(look.held) do
      redis.call('LREM', list, -1, element)
    end
  else
    redis.call('LTRIM', list, 0, -look.depth - 1)
    call_sliced('RPUSH', list, look.kept)
  end
end
