// helios/api/impl/setting_list.hpp -- the settings that helios knows, and what they may hold.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace helios::api::detail {

enum class setting_form : std::uint8_t {
  fixed,     // cannot be changed
  text,      // anything
  boolean,   // on, off
  number,    // an integer
  duration,  // milliseconds, with an optional unit
  memory,    // bytes, with an optional unit
  choice,    // one of the words
  only,      // its default, in any of these spellings
  zone,      // a fixed offset
  list,      // names
};

struct known_setting {
  std::string_view name, initial;
  setting_form form;
  std::string_view words;  // separated by |
  std::string_view description;
};

/// In order of their names.
inline constexpr known_setting known_settings[] = {
    {"application_name", "", setting_form::text, "", "Sets the application name."},
    {"bytea_output", "hex", setting_form::only, "hex", "Sets the output format for bytea."},
    {"client_encoding", "UTF8", setting_form::only, "utf8|utf-8|unicode",
     "Sets the client's character set encoding."},
    {"client_min_messages", "notice", setting_form::choice,
     "debug5|debug4|debug3|debug2|debug1|log|notice|warning|error",
     "Sets the message levels that are sent to the client."},
    {"datestyle", "ISO, MDY", setting_form::only, "iso|iso, mdy|iso,mdy",
     "Sets the display format for date and time values."},
    {"default_transaction_isolation", "repeatable read", setting_form::choice,
     "read uncommitted|read committed|repeatable read|serializable",
     "Sets the transaction isolation level of each new transaction."},
    {"default_transaction_read_only", "off", setting_form::boolean, "",
     "Sets the default read-only status of new transactions."},
    {"extra_float_digits", "1", setting_form::number, "",
     "Sets the number of digits displayed for floating-point values."},
    {"helios.author", "", setting_form::text, "", "Sets who the next commits are by."},
    {"helios.commit_message", "", setting_form::text, "",
     "Sets what the next commit says of itself."},
    {"intervalstyle", "postgres", setting_form::only, "postgres",
     "Sets the display format for interval values."},
    {"listen_addresses", "", setting_form::fixed, "",
     "Sets the host name or IP address(es) to listen to."},
    {"lock_timeout", "0", setting_form::duration, "",
     "Sets the maximum allowed duration of any wait for a lock."},
    {"log_min_duration_statement", "-1", setting_form::duration, "",
     "Sets the minimum execution time above which all statements will be logged."},
    {"port", "5432", setting_form::fixed, "", "Sets the TCP port the server listens on."},
    {"query_memory_limit", "2GB", setting_form::memory, "",
     "Sets how much memory a statement may hold; 0: as much as it wants."},
    {"search_path", "\"$user\", public", setting_form::list, "",
     "Sets the schema search order for names that are not schema-qualified."},
    {"server_encoding", "UTF8", setting_form::fixed, "",
     "Shows the server (database) character set encoding."},
    {"server_version", "15.0", setting_form::fixed, "", "Shows the server version."},
    {"server_version_num", "150000", setting_form::fixed, "",
     "Shows the server version as an integer."},
    {"standard_conforming_strings", "on", setting_form::only, "on|true|yes|1",
     "Causes '...' strings to treat backslashes literally."},
    {"statement_timeout", "0", setting_form::duration, "",
     "Sets the maximum allowed duration of any statement."},
    {"timezone", "UTC", setting_form::zone, "",
     "Sets the time zone for displaying and interpreting time stamps."},
};

/// nullptr: none of ours.  Requires lower case.
[[nodiscard]] inline known_setting const* find_setting(std::string_view name) noexcept {
  auto const* const at =
      std::lower_bound(std::begin(known_settings), std::end(known_settings), name,
                       [](known_setting const& s, std::string_view n) { return s.name < n; });
  return at != std::end(known_settings) && at->name == name ? at : nullptr;
}

/// PostgreSQL writes a few names with capitals.
[[nodiscard]] inline std::string shown_name(std::string_view name) {
  if (name == "datestyle") return "DateStyle";
  if (name == "intervalstyle") return "IntervalStyle";
  if (name == "timezone") return "TimeZone";
  return std::string(name);
}

/// Whether a word is one of `words`.
[[nodiscard]] constexpr bool among(std::string_view words, std::string_view word) noexcept {
  while (true) {
    std::size_t const end = std::min(words.find('|'), words.size());
    if (words.substr(0, end) == word) return true;
    if (end == words.size()) return false;
    words.remove_prefix(end + 1);
  }
}

}  // namespace helios::api::detail
