// helios/api/settings.hpp -- the settings of a session: SET, SHOW, RESET.
//
// Shape     a setting is a text under a name in lower case; what statements need often is kept
//           beside it as what it means
//           names with a point that helios does not know are the user's own
// Holds     (E1) values() is what differs from the defaults: copying settings is how a transaction
//           remembers what it goes back to
// Threads   one, as the session
// Errors    42704 unrecognized configuration parameter "x"; 22023 a value that makes no sense;
//           55P02 a setting that cannot be changed
// Source    PostgreSQL manual, chapter 20; time zones are fixed offsets, with PostgreSQL's signs:
//           a number of hours counts east, '+05:30' is POSIX and counts west
#pragma once

#include <helios/config.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace helios::api {

class settings {
 public:
  struct entry {
    std::string name, value, description;
  };

  HELIOS_DECL settings();

  /// Values as SET gives them: one, but for search_path. None: the default.
  HELIOS_DECL void set(std::string_view name, std::span<std::string const> values);
  HELIOS_DECL void reset_all();
  [[nodiscard]] HELIOS_DECL std::string show(std::string_view name) const;
  /// All that are known, in order of their names.
  [[nodiscard]] HELIOS_DECL std::vector<entry> all() const;

  [[nodiscard]] std::vector<std::string> const& search_path() const noexcept { return path_; }
  [[nodiscard]] std::int32_t utc_offset() const noexcept { return utc_offset_; }
  /// Zero: none.
  [[nodiscard]] std::chrono::milliseconds statement_timeout() const noexcept { return timeout_; }
  /// In bytes; zero: none.
  [[nodiscard]] std::size_t query_memory_limit() const noexcept { return memory_; }
  [[nodiscard]] bool default_read_only() const noexcept { return read_only_; }
  [[nodiscard]] bool default_serializable() const noexcept { return serializable_; }
  /// Of the next commit.
  [[nodiscard]] std::string const& commit_message() const noexcept { return message_; }
  [[nodiscard]] std::string const& author() const noexcept { return author_; }
  /// Settings that a plan depends on, as one text.
  [[nodiscard]] std::string const& plan_key() const noexcept { return plan_key_; }

 private:
  HELIOS_DECL void apply();

  std::map<std::string, std::string, std::less<>> values_;
  std::vector<std::string> path_;
  std::int32_t utc_offset_ = 0;
  std::chrono::milliseconds timeout_{0};
  std::size_t memory_ = 0;
  bool read_only_ = false, serializable_ = false;
  std::string message_, author_, plan_key_;
};

}  // namespace helios::api

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/settings.ipp>
#endif
