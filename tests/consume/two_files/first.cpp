// tests/consume/two_files/first.cpp -- both files use the library; linked together they must agree.
#include <helios/helios.hpp>

#include <cstdio>

std::int64_t sum_in_second(helios::database& db);

int main() {
  helios::database db = helios::open(":memory:");
  db.execute("CREATE TABLE t (a INT)");
  db.execute("INSERT INTO t VALUES ($1), (2)", 40);
  if (db.query_value<std::int64_t>("SELECT sum(a) FROM t") == sum_in_second(db)) return 0;
  std::puts("the two files read different sums from the same table");
  return 1;
}
