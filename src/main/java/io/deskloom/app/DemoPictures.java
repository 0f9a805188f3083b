package io.deskloom.app;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Arc2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Photos and papers of the demo, drawn by ourselves: the same at every seed. */
final class DemoPictures {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 900;

    private DemoPictures() {}

    /** What a customer's telephone saw: a kettle on a table, whole or not. @param view 0 to 2 */
    static byte[] photo(int view) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        Color[] walls = {new Color(0xD8DFE3), new Color(0xE9DFD0), new Color(0xC9D4CC)};
        g.setPaint(new GradientPaint(0, 0, walls[view].brighter(), WIDTH, HEIGHT, walls[view]));
        g.fillRect(0, 0, WIDTH, HEIGHT);
        g.setPaint(new GradientPaint(0, 620, new Color(0x9C7550), 0, HEIGHT, new Color(0x6F4F33)));
        g.fillRect(0, 620, WIDTH, HEIGHT - 620);
        switch (view) {
            case 0 -> kettle(g, 330, 190);
            case 1 -> box(g);
            default -> {
                kettle(g, 380, 230);
                puddle(g);
            }
        }
        g.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpeg", out);
        } catch (IOException e) {
            throw new IllegalStateException("a picture in memory can be written", e);
        }
        return out.toByteArray();
    }

    private static void kettle(Graphics2D g, int x, int y) {
        g.setColor(new Color(0, 0, 0, 60));
        g.fillOval(x - 20, y + 450, 480, 70);
        g.setPaint(new GradientPaint(x, y, new Color(0xF3F5F6), x + 420, y, new Color(0x8C979E)));
        Path2D body = new Path2D.Double();
        body.moveTo(x + 90, y + 60);
        body.lineTo(x + 310, y + 60);
        body.curveTo(x + 360, y + 200, x + 400, y + 400, x + 400, y + 480);
        body.lineTo(x, y + 480);
        body.curveTo(x, y + 400, x + 40, y + 200, x + 90, y + 60);
        g.fill(body);
        g.setColor(new Color(0x2B3035));
        g.fill(new RoundRectangle2D.Double(x + 110, y + 20, 180, 50, 30, 30));
        g.setStroke(new BasicStroke(34, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(new Arc2D.Double(x + 290, y + 90, 190, 270, -80, 160, Arc2D.OPEN));
        g.setColor(new Color(0x3A3F45));
        g.setStroke(new BasicStroke(5, BasicStroke.CAP_ROUND, BasicStroke.JOIN_MITER));
        Path2D crack = new Path2D.Double();
        crack.moveTo(x + 120, y + 200);
        crack.lineTo(x + 160, y + 260);
        crack.lineTo(x + 130, y + 310);
        crack.lineTo(x + 190, y + 390);
        crack.lineTo(x + 165, y + 440);
        g.draw(crack);
    }

    private static void box(Graphics2D g) {
        g.setColor(new Color(0, 0, 0, 60));
        g.fillOval(220, 700, 780, 90);
        g.setPaint(new GradientPaint(250, 260, new Color(0xCFA574), 950, 740, new Color(0xA87F4F)));
        g.fillRect(260, 280, 680, 460);
        g.setColor(new Color(0xB98D5C));
        Path2D lid = new Path2D.Double();
        lid.moveTo(260, 280);
        lid.lineTo(360, 200);
        lid.lineTo(1020, 200);
        lid.lineTo(940, 280);
        lid.closePath();
        g.fill(lid);
        g.setColor(new Color(0xE8D9BE));
        g.fillRect(560, 280, 80, 460);
        g.setColor(new Color(0x5A3F22));
        Path2D dent = new Path2D.Double();
        dent.moveTo(940, 520);
        dent.lineTo(840, 600);
        dent.lineTo(870, 660);
        dent.lineTo(800, 740);
        dent.lineTo(940, 740);
        dent.closePath();
        g.fill(dent);
    }

    private static void puddle(Graphics2D g) {
        g.setColor(new Color(150, 195, 220, 170));
        g.fillOval(560, 690, 460, 130);
        g.setColor(new Color(255, 255, 255, 140));
        g.fillOval(640, 715, 160, 30);
    }

    /** A signature of somebody in a hurry, as the signature field makes them. */
    static byte[] signature() {
        BufferedImage image = new BufferedImage(900, 300, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, 900, 300);
        g.setColor(new Color(0x16171A));
        g.setStroke(new BasicStroke(5, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        Path2D line = new Path2D.Double();
        line.moveTo(180, 90);
        line.curveTo(170, 180, 160, 230, 210, 220);
        line.curveTo(280, 205, 300, 120, 330, 150);
        line.curveTo(350, 175, 330, 220, 370, 205);
        line.curveTo(430, 180, 420, 110, 470, 100);
        line.curveTo(500, 95, 450, 230, 520, 210);
        line.curveTo(600, 180, 600, 130, 640, 160);
        line.curveTo(660, 180, 640, 220, 720, 190);
        g.draw(line);
        g.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new IllegalStateException("a picture in memory can be written", e);
        }
        return out.toByteArray();
    }

    /** A receipt as PDF: one page, one line of text. */
    static byte[] receipt(String text) {
        String page = "BT /F1 18 Tf 72 760 Td (" + text.replaceAll("[^ -~]|[()\\\\]", "") + ") Tj ET";
        List<String> objects = List.of(
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
                "<< /Length " + page.length() + " >>\nstream\n" + page + "\nendstream",
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        StringBuilder pdf = new StringBuilder("%PDF-1.4\n");
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            places.add(pdf.length());
            pdf.append(i + 1).append(" 0 obj\n").append(objects.get(i)).append("\nendobj\n");
        }
        int table = pdf.length();
        pdf.append("xref\n0 ").append(objects.size() + 1).append("\n0000000000 65535 f \n");
        places.forEach(at -> pdf.append("%010d 00000 n \n".formatted(at)));
        pdf.append("trailer\n<< /Size ")
                .append(objects.size() + 1)
                .append(" /Root 1 0 R >>\nstartxref\n")
                .append(table)
                .append("\n%%EOF\n");
        return pdf.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
