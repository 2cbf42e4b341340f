#include <helios/helios.hpp>

#include <cstdio>

int main() {
  helios::database db = helios::open(":memory:");
  db.execute("CREATE TABLE t (a INT); INSERT INTO t VALUES (40), (2)");
  std::printf("helios %s says %lld\n", HELIOS_VERSION_STRING,
              db.query_value<long long>("SELECT sum(a) FROM t"));
}
