// SQL on helios, as a program uses it.
#pragma once

#include <bench/support/commits.hpp>

#include <helios/helios.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace helios::bench {

class helios_session {
 public:
  static constexpr char const* name = "helios";

  explicit helios_session(std::string const& path, commits wait)
      : db_(helios::open(
            path, {.durability = wait == commits::durable ? durability::full : durability::off})) {}

  void run(std::string const& sql) { db_.execute(sql); }
  [[nodiscard]] database& db() noexcept { return db_; }

  class statement {
   public:
    statement(helios_session& of, std::string const& sql) : s_(of.db_.prepare(sql)) {}

    /// Returns the sum of all whole numbers of the result.
    template <class... Arguments>
    std::int64_t run(Arguments const&... arguments) {
      std::int64_t sum = 0;
      for (helios::row const& r : s_.query(arguments...)) {
        for (std::size_t c = 0; c != r.size(); ++c)
          if (is_whole(r[c])) sum += r[c].template as<std::int64_t>();
      }
      return sum;
    }

   private:
    /// Sums of bigint are numeric here.
    static bool is_whole(field const& f) {
      using types::type_id;
      type_id const t = f.type().id;
      return !f.is_null() && (t == type_id::int4 || t == type_id::int8 || t == type_id::numeric);
    }
    helios::statement s_;
  };

 private:
  database db_;
};

}  // namespace helios::bench
