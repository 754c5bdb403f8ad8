"""Questions, hypotheses and evidence become verdicts by thresholds that were stated before."""
