"""A user's file with a table of 20 columns and as many typed queries as wanted."""

COLUMNS = {
    "id": "std::int64_t", "name": "std::string", "email": "std::string",
    "age": "std::optional<int>", "city": "std::string", "street": "std::optional<std::string>",
    "zip": "std::string", "country": "std::string", "score": "double", "place": "std::int32_t",
    "visits": "std::int64_t", "spent": "std::int64_t", "active": "bool",
    "joined": "std::int64_t", "seen": "std::optional<std::int64_t>", "level": "std::int16_t",
    "ratio": "double", "weight": "std::optional<double>", "height": "double",
    "note": "std::optional<std::string>",
}
NUMBERS = ["place", "visits", "spent", "joined", "level", "id"]
TEXTS = ["name", "email", "city", "zip", "country"]
REALS = ["score", "ratio", "height"]

HEAD = """#include <helios/helios.hpp>

#include <cstdint>
#include <optional>
#include <string>

using helios::database;
using namespace helios::literals;

struct user {
%s
};
struct order {
  std::int64_t id, user_id;
  double total;
};
using users = helios::table<"users", user, helios::primary_key<"id">>;
using orders = helios::table<"orders", order, helios::primary_key<"id">>;

void make(database& db) { db.create<users, orders>(); }
"""

# One of each clause; {n0}, {t0}, {r0} ... are columns, which are others in each round.
QUERIES = [
    """std::int64_t {q}(database& db, std::int64_t a) {{
  std::int64_t all = 0;
  for (user const& u : db.from<users>().where("{n0}"_c > a)) all += u.id;
  return all;
}}""",
    """std::size_t {q}(database& db, std::string const& a) {{
  std::size_t all = 0;
  for (auto const& [x, y] : db.from<users>().where("{t0}"_c == a && "{n1}"_c < 30)
                                .order_by("{t1}"_c.desc()).limit(10).select("{t1}"_c, "{n1}"_c))
    all += x.size();
  return all;
}}""",
    """auto {q}(database& db) {{ return db.from<users>().where("{r0}"_c >= {k}.5).count(); }}""",
    """auto {q}(database& db, std::int64_t a) {{
  return db.from<users>().where("{n2}"_c != a).sum("{n3}"_c);
}}""",
    """std::size_t {q}(database& db) {{
  std::size_t all = 0;
  for (auto const& [x, y] : db.from<users>().group_by("{t2}"_c).select("{t2}"_c, sum("{n4}"_c)))
    all += x.size();
  return all;
}}""",
    """auto {q}(database& db, std::string const& a) {{
  return db.from<users>().where("{t3}"_c.like(a)).select("id"_c, "{t3}"_c).one();
}}""",
    """std::size_t {q}(database& db) {{
  std::size_t all = 0;
  for (auto const& [x, y] : db.from<users>().join<orders>("users.id"_c == "orders.user_id"_c)
                                .where("users.{n5}"_c > {k}).select("{t4}"_c, "total"_c))
    all += x.size();
  return all;
}}""",
    """auto {q}(database& db, std::int64_t id) {{
  return db.update<users>("{n1}"_c = "{n1}"_c + 1).where("id"_c == id);
}}""",
    """bool {q}(database& db) {{
  return db.from<users>().where("{t0}"_c.in("a", "b", "c")).exists();
}}""",
    """auto {q}(database& db, std::int64_t a) {{
  return db.remove<users>().where("{n3}"_c < a && "{r1}"_c > {k}.0);
}}""",
]


def columns_of(k):
    named = {}
    for letter, names in (("n", NUMBERS), ("t", TEXTS), ("r", REALS)):
        for i in range(6):
            named[f"{letter}{i}"] = names[(i + k) % len(names)]
    return named


def source(queries):
    text = HEAD % "\n".join(f"  {kind} {name};" for name, kind in COLUMNS.items())
    for number in range(queries):
        k, shape = divmod(number, len(QUERIES))
        text += "\n" + QUERIES[shape].format(q=f"query_{number}", k=k, **columns_of(k)) + "\n"
    return text
