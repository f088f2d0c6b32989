"""The charts: Vega-Lite by way of Altair for the figures, plain SVG for sparklines and the diagram."""
