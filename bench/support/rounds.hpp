// Contestants take turns: what slows the machine down for a while slows all of them.
#pragma once

#include <bench/support/figures.hpp>
#include <bench/support/measure.hpp>
#include <bench/support/memory.hpp>
#include <bench/support/settings.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace helios::bench {

struct contestant {
  std::string name;
  std::function<double(int round)> run;  // returns its figure
  /// The least ratio of helios to it; none: what the figure's form says.
  std::optional<double> required{};
  bool here = true;  // it works in this process: its memory is counted
};

/// The bound that a figure keeps.
[[nodiscard]] inline contestant budget(double most) {
  return {"budget", [most](int) { return most; }, 1, false};
}

enum class warm_up : bool { no, yes };

struct measured {
  double median = 0;               // of the rounds
  std::optional<double> memory{};  // the process's peak in any of them, in MB
};

/// Of each contestant, in their order.
[[nodiscard]] inline std::vector<measured> measure(settings const& s,
                                                   std::vector<contestant> const& all,
                                                   warm_up warm) {
  std::vector<std::vector<double>> taken(all.size());
  std::vector<measured> found(all.size());
  for (int round = warm == warm_up::yes ? -1 : 0; round != s.rounds; ++round) {
    for (std::size_t i = 0; i != all.size(); ++i) {
      bool const counts = all[i].here && reset_peak_memory();
      double const figure = all[i].run(round);
      std::optional<double> const peak = counts ? peak_memory_now() : std::nullopt;
      if (peak) found[i].memory = std::max(found[i].memory.value_or(0), *peak);
      if (round >= 0) taken[i].push_back(figure);
    }
  }
  for (std::size_t i = 0; i != all.size(); ++i) found[i].median = median(taken[i]);
  return found;
}

/// Adds a figure of the first contestant beside each other one, or alone if there is none.
inline void compare(settings const& s, figures& out, figure form,
                    std::vector<contestant> const& all, warm_up warm) {
  std::vector<measured> const found = measure(s, all, warm);
  form.helios = found[0].median;
  form.memory = found[0].memory;
  if (all.size() == 1) return out.add(std::move(form));
  for (std::size_t i = 1; i != all.size(); ++i) {
    figure one = form;
    one.name += " / " + all[i].name;
    one.peer = found[i].median;
    one.peer_memory = found[i].memory;
    one.peer_name = all[i].name;
    if (all[i].required) one.required = all[i].required;
    out.add(std::move(one));
  }
}

}  // namespace helios::bench
