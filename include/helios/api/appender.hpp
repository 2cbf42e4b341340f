// helios/api/appender.hpp -- rows into one table, without SQL, as fast as they come.
//
// Shape     row(...), row(...), ..., close(). In a transaction the rows are part of it; outside,
//           all of them are one, committed by close(). Destroyed before: none of them is there.
//           Columns that are not named get their defaults.
// Threads   as its session, whose other statements wait until it is closed
// Errors    those of INSERT: the row is refused, the others stay; 42601 another number of values;
//           55000 after close()
#pragma once

#include <helios/api/options.hpp>
#include <helios/api/row.hpp>
#include <helios/api/try_result.hpp>
#include <helios/base/border.hpp>
#include <helios/catalog/row_sink.hpp>

namespace helios {

namespace detail {
struct append_state;
}  // namespace detail

class appender {
 public:
  HELIOS_DECL explicit appender(std::unique_ptr<detail::append_state> state) noexcept;
  HELIOS_DECL appender(appender&&) noexcept;
  HELIOS_DECL appender& operator=(appender&&) noexcept;
  HELIOS_DECL ~appender();

  /// One value per column, cast as on assignment.
  template <class... As>
  void row(As const&... values) {
    bool const taken = sink_ != nullptr && detail::at_border([&] { return sink_->add(values...); });
    if (!taken) add(to_values(values...));
  }
  /// The members of a plain struct, by position.
  template <class T>
  void append(T const& from) {
    typed::detail::refs_of(from).apply([this](auto const&... member) { this->row(member...); });
  }
  HELIOS_DECL void add(std::span<types::value const> values);
  /// Returns the number of rows added.
  HELIOS_DECL std::uint64_t close();

  template <class... As>
  try_result<void> try_row(As const&... values) {
    return attempt([&] { row(values...); });
  }
  [[nodiscard]] HELIOS_DECL try_result<std::uint64_t> try_close();

 private:
  [[nodiscard]] HELIOS_DECL detail::append_state& state() const;
  std::unique_ptr<detail::append_state> state_;
  catalog::row_sink* sink_;  // for rows that need no cast
};

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/appender.ipp>
#endif
