// tests/consume/two_files/second.cpp -- see first.cpp
#include <helios/helios.hpp>

std::int64_t sum_in_second(helios::database& db) {
  std::int64_t sum = 0;
  for (int const a : db.query<int>("SELECT a FROM t")) sum += a;
  return sum;
}
