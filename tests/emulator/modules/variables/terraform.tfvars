stage = "live"

groups = [
  { name = "web" },
  { name = "jobs", days = 30 },
  { name = "old", enabled = false },
]
