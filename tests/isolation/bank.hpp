// tests/isolation/bank.hpp -- two tables with an invariant, and transactions that keep it if nobody
// comes between: a bank, whose sum stays, and a ring of rows, which stays one.
#pragma once

#include <helios/helios.hpp>

#include <tests/support/random.hpp>

#include <string>
#include <thread>

namespace helios::test {

struct bank {
  static constexpr int accounts = 20, total = 2000;
  static constexpr char const* setup =
      "CREATE TABLE accounts (id int PRIMARY KEY, balance int CHECK (balance >= 0));"
      "INSERT INTO accounts SELECT i, 100 FROM generate_series(0, 19) AS s(i)";

  /// Some money goes from one account to another, or to itself.
  static void change(executor& in, random_source& random) {
    auto const any = [&random] { return static_cast<int>(random.below(accounts)); };
    int const from = any(), to = any();
    int const most = in.query_value<int>("SELECT balance FROM accounts WHERE id = $1", from);
    int const amount = static_cast<int>(random.below(static_cast<std::uint64_t>(most) + 1));
    in.execute("UPDATE accounts SET balance = balance - $1 WHERE id = $2", amount, from);
    std::this_thread::yield();
    in.execute("UPDATE accounts SET balance = balance + $1 WHERE id = $2", amount, to);
  }
  [[nodiscard]] static bool whole(executor& in) {
    return in.query_value<std::int64_t>("SELECT sum(balance)::bigint FROM accounts") == total;
  }
};

struct ring {
  static constexpr int nodes = 50;
  static constexpr char const* setup =
      "CREATE TABLE ring (id int PRIMARY KEY, next int);"
      "INSERT INTO ring SELECT i, (i + 1) % 50 FROM generate_series(0, 49) AS s(i)";

  /// a -> b -> c -> d becomes a -> c -> b -> d.
  static void change(executor& in, random_source& random) {
    int const a = static_cast<int>(random.below(nodes)), b = next_of(in, a);
    int const c = next_of(in, b), d = next_of(in, c);
    std::this_thread::yield();
    link(in, a, c);
    link(in, c, b);
    link(in, b, d);
  }
  [[nodiscard]] static bool whole(executor& in) {
    int steps = 0, at = 0;
    do {
      at = next_of(in, at);
      ++steps;
    } while (at != 0 && steps <= nodes);
    return steps == nodes;
  }

 private:
  [[nodiscard]] static int next_of(executor& in, int id) {
    return in.query_value<int>("SELECT next FROM ring WHERE id = $1", id);
  }
  static void link(executor& in, int id, int next) {
    in.execute("UPDATE ring SET next = $1 WHERE id = $2", next, id);
  }
};

}  // namespace helios::test
